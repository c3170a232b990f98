"""`zhiban policies …`: what may be done."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from application.common.wording import Localizer
from application.incidents.back_testing import MOST_INCIDENTS
from application.incidents.control_views import (
    PolicyJudgedView,
    PolicyView,
    judged_view,
    policy_lines,
    policy_view,
)
from application.incidents.policies import LARGEST_POLICY
from application.incidents.words import back_test_said, course_said
from application.services import Services
from cli.exit import ExitCode
from cli.incidents.words import localizer_of
from cli.options import AsJson, Start
from cli.output import heads, note, one_line, say, say_json, say_json_line, say_table
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, named

PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="option.policy_file")]


@dataclass(frozen=True)
class PolicyCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def show(self, *, as_json: AsJson = False) -> None:
        """Say what Zhiban may do where: modes, hours, ladder, limits, who is on call.

        Example: zhiban policies show
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> PolicyView:
            return policy_view(await services.policies.show(by=by), reader)

        policy, reader = self.terminal.read(PolicyView, "/api/v1/policies/current", asked)
        if as_json:
            say_json(policy)
        else:
            _say_policy(policy, reader)

    def schema(self, *, as_json: AsJson = False) -> None:
        """Write the JSON Schema of policy files, for editors; on one line with --json.

        Example: zhiban policies schema > policy.schema.json
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> dict[str, Any]:
            return services.policies.schema(by=by)

        found, _ = self.terminal.read(dict[str, Any], "/api/v1/policies/schema", asked)
        if as_json:
            say_json_line(found)
        else:
            say_json(found)

    def validate(self, *, file: PolicyFile, as_json: AsJson = False) -> None:
        """Check a policy file before it counts: every mistake is named; nothing is changed.

        Ends with exit code 3 when it cannot be used.

        Example: zhiban policies validate policy.toml
        """

        async def asked(services: Services) -> tuple[PolicyJudgedView, Localizer]:
            judged = services.policies.validate(by=self.terminal.operator, text=_text_of(file))
            reader = await localizer_of(self.terminal, services)
            return judged_view(judged, reader), reader

        judged, reader = self.terminal.ask(asked)
        if as_json:
            say_json(judged)
        for mistake in judged.mistakes:
            note(one_line(mistake))
        if judged.policy is None:
            raise typer.Exit(ExitCode.REFUSED)
        if not as_json:
            _say_policy(judged.policy, reader)

    def back_test(
        self,
        *,
        file: Annotated[
            Path | None, typer.Argument(metavar="FILE", help="option.policy_file")
        ] = None,
        suggestion: Annotated[str, typer.Option(help="option.suggestion")] = "",
        start: Start = "-30d",
        limit: Annotated[
            int,
            typer.Option("--limit", "-n", min=1, max=MOST_INCIDENTS, help="option.back_test_limit"),
        ] = 200,
        as_json: AsJson = False,
    ) -> None:
        """Say what a policy or a suggestion would have done differently in incidents that are over.

        Example: zhiban policies back-test policy.toml --start -90d
        """
        by = self.terminal.operator

        async def asked(services: Services) -> None:
            reader = await localizer_of(self.terminal, services)
            now = services.controls.clock.now()
            since = services.times.moment(start, now=now, zone=reader.zone, field="--start")
            found = await services.effect.back_test(
                by=by,
                policy=_text_of(file) if file is not None else "",
                suggestion=suggestion,
                since=since,
                limit=limit,
            )
            if as_json:
                say_json(found)
                return
            rows = [
                (
                    each.incident_id,
                    [reader.text(named(change)) for change in each.changes],
                    reader.text(course_said(each.was)),
                    reader.text(course_said(each.would)),
                )
                for each in found.differences
            ]
            names = ("head.incident", "head.changes", "head.was", "head.would")
            say_table(heads(reader.text, *names), rows)
            note(reader.text(back_test_said(found)))

        self.terminal.ask(asked)


def _say_policy(policy: PolicyView, reader: Localizer) -> None:
    for each in policy_lines(policy, reader):
        say(one_line(each))


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LARGEST_POLICY + 1)
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(
            "FILE", message("rule.readable_file", file=Called(str(path)))
        ) from None
