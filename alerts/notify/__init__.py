"""What is queued reaches people outside the room: by mail, chat and SMS gateways, and webhooks."""
