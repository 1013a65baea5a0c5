"""The command ``herodote``: everything heavy is loaded by the commands that need it."""

import sys


def main() -> None:
    """Run the command line and exit: 0 all done, 1 something was refused, 2 usage, 130 interrupted."""
    try:
        from herodote.cli import app
        from herodote.errors import HerodoteError, UsageError
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        app(prog_name="herodote")
    except HerodoteError as error:
        print(f"herodote: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except OSError as error:
        print(f"herodote: {error.filename or 'input or output'}: {error.strerror}: check the path", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
