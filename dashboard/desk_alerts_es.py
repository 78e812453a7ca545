"""What the desk's board says of alerts in Spanish: what to do by rule, where one stands, acts, and what became of them.

Titles of alerts and names of rules are the wall's too: `alert_wording.py`.
"""

ES = {
    # who is in danger
    "rule.in_progress_undispatched.do": (
        "Envíe equipo ya por el 911 y confirme quién sale. Si nadie puede salir en 2 min, escale."
    ),
    "rule.in_progress_not_arrived.do": (
        "Pregunte al despacho dónde va el equipo y cuánto le falta. Si no puede llegar, envíe otro."
    ),
    "rule.severe_unassigned.do": (
        "Asigne ahora un equipo o una instancia. Si nadie lo toma en 5 min, escale a supervisión."
    ),
    "rule.aggressor_answered.do": (
        "No vuelva a marcar a ese número. Pida revalorar el riesgo y acuerde otro modo de contacto seguro."
    ),
    "rule.unassessed.do": "Asigne a quien valore el riesgo ahora. Mientras no se valore, trátelo como severo.",
    "rule.severe_silent.do": (
        "Pregunte a la instancia que lo lleva qué se hizo y cuándo se supo de ella. Si nadie lo sabe, escale."
    ),
    "rule.stage_overdue.do": "Pregunte a la instancia responsable qué falta y quién lo hace. Si no puede, reasigne.",
    "rule.health_clock.do": (
        "Asegure que llegue al servicio de salud antes de que se cierre su plazo. Confirme allí que la esperan."
    ),
    "rule.repeat_rising.do": (
        "Pida una nueva valoración y revise si el plan de protección alcanza. Avise a quien lleva el caso."
    ),
    "rule.risks_combined.do": (
        "Vea juntos todos los riesgos del caso y ponga a una sola persona a cargo. Pida revalorar."
    ),
    # what was promised
    "rule.followup_closing.do": (
        "Asigne a quien lo intente antes de que cierre la ventana, y solo si aquí dice que se puede."
    ),
    "rule.followup_overdue.do": (
        "Asigne a quien la contacte en su próxima hora segura. No llame si aquí no dice que se puede."
    ),
    "rule.followup_unsafe.do": (
        "No llame. Acuerde con la instancia otro contacto seguro o una visita, y anote lo decidido."
    ),
    "rule.will_miss.do": (
        "Sume personas a los seguimientos y empiece por los que cierran antes. Si no alcanza, avise a supervisión."
    ),
    "rule.handover_late.do": (
        "Pida a quien recibe que acepte o devuelva la entrega. Hasta entonces responde quien la ofreció."
    ),
    "rule.referral_stale.do": "Pida respuesta a la instancia. Si no tiene cupo, derive a otra.",
    "rule.register_lag.do": "Pida a quien lleva el caso que lo inscriba, o que diga qué lo detiene.",
    "rule.order_late.do": (
        "Pregunte a la autoridad qué falta para emitir la orden. Mientras tanto, refuerce el plan de seguridad."
    ),
    "rule.order_expiring.do": "Revise si el riesgo sigue y pida la prórroga antes de que venza.",
    # how loaded we are
    "rule.longest_wait.do": "Pase personas a esa cola o abra su desborde. Atienda primero a quien más espera.",
    "rule.service_level.do": "Sume personas a la línea o mueva descansos. Vea si hay una cola detenida.",
    "rule.abandonment.do": (
        "Sume personas a la línea. Devuelva llamadas solo a quien lo autorizó antes: puede contestar el agresor."
    ),
    "rule.surge.do": "Busque la causa y pida refuerzos antes de que crezca la espera. Avise a supervisión.",
    "rule.dropped_call.do": (
        "Ubíquela por su clave en el conmutador. Devuélvala solo si ella lo autorizó antes y el centro lo permite."
    ),
    "rule.short_abandon.do": (
        "Ubíquela por su clave en el conmutador. No devuelva la llamada si no lo autorizó antes."
    ),
    "rule.severe_in_a_row.do": "Ofrezca un relevo o una pausa a quien las atendió. No es una falta ni una comparación.",
    # where it is getting worse
    "rule.hotspot.do": (
        "Véalo en el mapa, compárelo con los casos de la mesa y háblelo con el municipio."
        " No es una orden de enviar unidad: nadie está en peligro solo por un foco."
    ),
    # whether we know
    "rule.feed_silent.do": (
        "Llame al centro y pida los datos por teléfono; avise a su técnico. Los plazos siguen corriendo."
    ),
    "rule.feed_gap.do": "Pida al centro que reenvíe lo perdido. Confirme por teléfono los casos severos de ese lapso.",
    "rule.feed_clock.do": "Pida al centro que corrija su reloj. Mientras tanto, dude de las horas que manda.",
    "rule.too_quiet.do": (
        "Marque a la línea desde otro teléfono y compruebe que entra. Si no entra, avise al técnico y a supervisión."
    ),
    "rule.watch_late.do": "Revise los plazos que vencieron mientras el cálculo no corría. Avise a soporte.",
    "rule.channel_failing.do": "Avise de viva voz a quien debía recibirlos. Pida a soporte que repare el canal.",
    # where one stands
    "stands.raised": "sin acuse",
    "stands.acknowledged": "acusada",
    "stands.assigned": "asignada",
    "stands.confirmed": "confirmada",
    "stands.snoozed": "pospuesta",
    "stands.resolved": "resuelta",
    "stands.closed": "cerrada",
    "stands.at.acknowledged": "acusada {time} · {who}",
    "stands.at.assigned": "asignada · {to}",
    "stands.at.confirmed": "confirmada {time} · {who}",
    "stands.at.snoozed": "pospuesta hasta {time}",
    "stands.at.resolved": "resuelta {time} · por cerrar",
    "stands.at.closed": "cerrada {time} · {outcome}",
    "stands.level": "escalada a {whom}",
    "stands.escalates": "escala en {left}",
    "stands.escalates.now": "escala ya",
    "whom.lead": "líder de turno",
    "whom.supervisor": "supervisión",
    "whom.official": "oficial de guardia",
    "board.age": "{age} · meta {limit}",
    "board.sum": "abiertas {open} · críticas {critical}",
    "board.median": "mediana de acuse {median}",
    "board.late": "Terminó antes de que se pudiera avisar.",
    "board.inhibits": "Mientras dure, {n} medidas de esta fuente no dan alarma.",
    "clock.escalation": "escala a {whom}",
    "todo.head": "Qué hacer:",
    "todo.unknown": "No se sabe si es seguro llamarla: confirme en el registro antes.",
    "told.due": "Plazo vencido",
    "told.raised": "Alerta levantada",
    "told.acknowledged": "Acusada",
    "told.assigned": "Asignada",
    "told.escalated": "Escalada",
    "told.snoozed": "Pospuesta",
    "told.noted": "Nota",
    "told.confirmed": "Confirmada",
    "told.resolved": "Resuelta",
    "told.closed": "Cerrada",
    "told.refired": "Vuelve a pedir acuse",
    "told.told": "Aviso enviado",
    "told.untold": "Aviso sin entregar",
    "told.none": "Todavía no hay historia.",
    "note.read": "leer",
    "note.lost": "No se pudo leer la nota.",
}
