"""What the desk's board says of alerts in English: what to do by rule, where one stands, acts, and what became of them.

Titles of alerts and names of rules are the wall's too: `alert_wording.py`.
"""

EN = {
    # who is in danger
    "rule.in_progress_undispatched.do": (
        "Have 911 send a team now and confirm who goes. If nobody can leave within 2 min, escalate."
    ),
    "rule.in_progress_not_arrived.do": (
        "Ask dispatch where the team is and how long it needs. If it cannot get there, send another."
    ),
    "rule.severe_unassigned.do": (
        "Assign a team or an agency now. If nobody takes it within 5 min, escalate to the supervisor."
    ),
    "rule.aggressor_answered.do": (
        "Do not ring that number again. Have the risk reassessed and agree on another safe way of contact."
    ),
    "rule.unassessed.do": "Assign somebody to assess the risk now. Until then treat it as severe.",
    "rule.severe_silent.do": (
        "Ask the agency that has it what was done and when she was last heard of. If nobody knows, escalate."
    ),
    "rule.stage_overdue.do": "Ask the agency in charge what is missing and who does it. If it cannot, reassign.",
    "rule.health_clock.do": (
        "See that she reaches the health service before its time is up. Confirm that she is expected there."
    ),
    "rule.repeat_rising.do": (
        "Have the risk assessed again and check whether the protection plan is enough. Tell whoever has the case."
    ),
    "rule.risks_combined.do": (
        "Look at all risks of the case together and put one person in charge. Have it reassessed."
    ),
    # what was promised
    "rule.followup_closing.do": (
        "Assign somebody to try before the window closes, and only if it says here that one may."
    ),
    "rule.followup_overdue.do": (
        "Assign somebody to reach her in her next safe hour. Do not call unless it says here that one may."
    ),
    "rule.followup_unsafe.do": (
        "Do not call. Agree with the agency on another safe contact or a visit, and note what was decided."
    ),
    "rule.will_miss.do": (
        "Put more people on follow-ups and begin with those that close first. If it is not enough, tell the supervisor."
    ),
    "rule.handover_late.do": (
        "Ask whoever receives it to accept or return the hand-over. Until then whoever offered it answers for it."
    ),
    "rule.referral_stale.do": "Ask the agency for an answer. If it has no place, refer to another one.",
    "rule.register_lag.do": "Ask whoever has the case to enter it, or to say what holds it up.",
    "rule.order_late.do": ("Ask the authority what is missing for the order. Meanwhile strengthen the safety plan."),
    "rule.order_expiring.do": "Check whether the risk goes on and ask for the extension before it expires.",
    # how loaded we are
    "rule.longest_wait.do": "Move people to that queue or open its overflow. Answer whoever waits longest first.",
    "rule.service_level.do": "Put more people on the line or move breaks. See whether a queue is stuck.",
    "rule.abandonment.do": (
        "Put more people on the line. Call back only who agreed to it before: the aggressor may answer."
    ),
    "rule.surge.do": "Find the cause and ask for reinforcement before waits grow. Tell the supervisor.",
    "rule.dropped_call.do": (
        "Find it by its id at the switch. Call back only if she agreed to it before and the centre allows it."
    ),
    "rule.short_abandon.do": "Find it by its id at the switch. Do not call back unless it was agreed before.",
    "rule.severe_in_a_row.do": (
        "Offer relief or a break to whoever took them. It is neither a fault nor a comparison."
    ),
    # whether we know
    "rule.hotspot.do": (
        "See it on the map, compare it with the desk's cases and talk to the municipality."
        " It is no order to send a unit: nobody is in danger by a hotspot alone."
    ),
    "rule.feed_silent.do": (
        "Ring the centre and ask for its data by telephone; tell its technician. Deadlines go on running."
    ),
    "rule.feed_gap.do": "Ask the centre to send again what was lost. Confirm severe cases of that time by telephone.",
    "rule.feed_clock.do": "Ask the centre to set its clock right. Meanwhile doubt the times it sends.",
    "rule.too_quiet.do": (
        "Ring the line from another telephone and see that it gets through. If not, tell technician and supervisor."
    ),
    "rule.watch_late.do": "Check the deadlines that passed while the watch did not run. Tell support.",
    "rule.channel_failing.do": "Tell whoever should have had the notices yourself. Ask support to repair the channel.",
    # where one stands
    "stands.raised": "not acknowledged",
    "stands.acknowledged": "acknowledged",
    "stands.assigned": "assigned",
    "stands.confirmed": "confirmed",
    "stands.snoozed": "snoozed",
    "stands.resolved": "resolved",
    "stands.closed": "closed",
    "stands.at.acknowledged": "acknowledged {time} · {who}",
    "stands.at.assigned": "assigned · {to}",
    "stands.at.confirmed": "confirmed {time} · {who}",
    "stands.at.snoozed": "snoozed until {time}",
    "stands.at.resolved": "resolved {time} · to be closed",
    "stands.at.closed": "closed {time} · {outcome}",
    "stands.level": "escalated to {whom}",
    "stands.escalates": "escalates in {left}",
    "stands.escalates.now": "escalates now",
    "whom.lead": "shift lead",
    "whom.supervisor": "supervisor",
    "whom.official": "on-call official",
    "board.age": "{age} · target {limit}",
    "board.sum": "open {open} · critical {critical}",
    "board.median": "median time to acknowledge {median}",
    "board.late": "It was over before anybody could be told.",
    "board.inhibits": "While it lasts, {n} figures of this source raise no alarm.",
    "clock.escalation": "escalates to {whom}",
    "todo.head": "What to do:",
    "todo.unknown": "It is not known whether calling her is safe: confirm in the registry first.",
    "told.due": "Deadline passed",
    "told.raised": "Alert raised",
    "told.acknowledged": "Acknowledged",
    "told.assigned": "Assigned",
    "told.escalated": "Escalated",
    "told.snoozed": "Snoozed",
    "told.noted": "Note",
    "told.confirmed": "Confirmed",
    "told.resolved": "Resolved",
    "told.closed": "Closed",
    "told.refired": "Asks to be acknowledged again",
    "told.told": "Notice sent",
    "told.untold": "Notice not delivered",
    "told.none": "No story yet.",
    "note.read": "read",
    "note.lost": "The note could not be read.",
}
