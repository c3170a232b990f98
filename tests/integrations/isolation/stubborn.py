"""What children of these tests do."""

import time


def answer(question, briefly):
    match question["do"]:
        case "say":
            return {"said": question["what"]}
        case "work":
            _burn()
        case "evaluate":
            with briefly():
                _burn()
        case "wait":
            time.sleep(60)
        case "fill":
            return {"said": "x" * 30_000_000}
        case "hoard":
            return {"said": len([bytes(1_000_000) for _ in range(5_000)])}
        case "grow":
            return {"said": str(len(bytearray(b"x") * 500_000_000))}
    raise KeyError


def _burn():
    while True:
        pass
