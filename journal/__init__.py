"""The journal of facts: one durable total order per site, and what travels beside it."""
