"""The one exception of the stand-in: an error as the Cloud API words it."""


class ApiError(Exception):
    """A refusal with a code of the vendor's table; becomes the `Error` of the envelope."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def missing_parameter(name: str) -> ApiError:
    """Return the error for a required parameter that was not sent."""
    return ApiError("MissingParameter", f"The request is missing a required parameter `{name}`.")


def invalid_parameter(name: str, reason: str) -> ApiError:
    """Return the error for a parameter of the wrong type, range or combination."""
    return ApiError("InvalidParameter", f"The parameter `{name}` is not valid: {reason}")


def syntax_error(reason: str) -> ApiError:
    """Return the error for a query that cannot be understood, or not truthfully answered."""
    return ApiError("FailedOperation.SyntaxError", f"The query cannot be read: {reason}")
