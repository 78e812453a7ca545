"""Every word of the gate's pages, in Spanish and in English."""

import settings

ES = {
    "language": "es",
    "brand": "Vigía",
    "demo": "DEMOSTRACIÓN",
    "sign_in.title": "Vigía · entrar",
    "sign_in.heading": "Entrar",
    "sign_in.account": "Cuenta",
    "sign_in.password": "Contraseña",
    "sign_in.go": "Entrar",
    "sign_in.wrong": "No coincide.",
    "sign_in.wait": "Demasiados intentos. Espere {wait}.",
    "sign_in.oidc": "Entrar con la cuenta de la institución",
    "sign_in.or": "o con una cuenta de Vigía",
    "sign_in.away": "El servicio de cuentas de la institución no responde. Entre con una cuenta de Vigía.",
    "sign_in.refused": "La institución no confirmó la entrada. Inténtelo de nuevo.",
    "sign_in.no_role": "Su cuenta no tiene ningún papel en Vigía: pida acceso a la supervisión.",
    "sign_in.done": "Entró. Si la página no sigue sola:",
    "sign_in.on": "seguir",
    "sign_in.screen": "Dar de alta una pantalla",
    "enrol.title": "Vigía · dar de alta una pantalla",
    "enrol.heading": "Dar de alta esta pantalla",
    "enrol.code": "Código",
    "enrol.hint": "Ocho signos, válidos diez minutos y una sola vez. Los da la supervisión desde la mesa.",
    "enrol.go": "Dar de alta",
    "enrol.wrong": "No coincide.",
    "enrol.person": "Entrar como persona",
    "closed.title": "Vigía",
    "closed.heading": "Aquí no hay nada para su cuenta",
    "closed.text": "Entró como {name}. Esta página es de otro papel.",
    "closed.audit": "Descargar la auditoría",
    "closed.briefing": "Ver los informes",
    "closed.out": "Salir",
    "away.title": "Vigía · sin almacén",
    "away.heading": "Vigía no alcanza su almacén",
    "away.text": "No se puede saber quién es usted. Esta página lo vuelve a intentar sola.",
    "minutes": "{n} min",
    "seconds": "{n} s",
}
EN = {
    "language": "en",
    "brand": "Vigía",
    "demo": "DEMONSTRATION",
    "sign_in.title": "Vigía · sign in",
    "sign_in.heading": "Sign in",
    "sign_in.account": "Account",
    "sign_in.password": "Password",
    "sign_in.go": "Sign in",
    "sign_in.wrong": "No match.",
    "sign_in.wait": "Too many attempts. Wait {wait}.",
    "sign_in.oidc": "Sign in with the institution's account",
    "sign_in.or": "or with an account of Vigía",
    "sign_in.away": "The institution's account service does not answer. Sign in with an account of Vigía.",
    "sign_in.refused": "The institution did not confirm the sign-in. Try again.",
    "sign_in.no_role": "Your account has no role in Vigía: ask the supervision for access.",
    "sign_in.done": "Signed in. If the page does not go on by itself:",
    "sign_in.on": "go on",
    "sign_in.screen": "Enrol a screen",
    "enrol.title": "Vigía · enrol a screen",
    "enrol.heading": "Enrol this screen",
    "enrol.code": "Code",
    "enrol.hint": "Eight signs, good for ten minutes and once. The supervision gives them at the desk.",
    "enrol.go": "Enrol",
    "enrol.wrong": "No match.",
    "enrol.person": "Sign in as a person",
    "closed.title": "Vigía",
    "closed.heading": "There is nothing here for your account",
    "closed.text": "You are signed in as {name}. This page belongs to another role.",
    "closed.audit": "Download the audit",
    "closed.briefing": "See the briefings",
    "closed.out": "Sign out",
    "away.title": "Vigía · no store",
    "away.heading": "Vigía cannot reach its store",
    "away.text": "Nobody can tell who you are. This page tries again by itself.",
    "minutes": "{n} min",
    "seconds": "{n} s",
}
LANGUAGES = {"es": ES, "en": EN}


def chosen(language: str | None) -> dict[str, str]:
    """The words of the language that the page's address names, else of VIGIA_LANGUAGE."""
    return LANGUAGES[language if language in LANGUAGES else settings.get("VIGIA_LANGUAGE")]


def wait(words: dict[str, str], milliseconds: int) -> str:
    """How long, in whole minutes or, below one, seconds; never less than there is."""
    seconds = -(-milliseconds // 1000)
    return words["minutes"].format(n=-(-seconds // 60)) if seconds > 60 else words["seconds"].format(n=seconds)
