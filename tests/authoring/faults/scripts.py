"""Scripts and recorded runs of them, on which faults are tried."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runtime.authoring.faults.allow import allowances
from runtime.authoring.faults.model import FaultTrials, Trial
from runtime.authoring.faults.trials import TrialOptions, worlds_for
from runtime.model.limits import Limits
from runtime.recording import Recording
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.runs.replay.recording import URL, Recordings

OK = {"json": {"id": 7}}

# Leaves a trace of every failure, and waits for nothing longer than five seconds.
CAREFUL = f"""
function ask(path, then) {{
  rest.get('{URL}' + path, {{timeout: 5000}})
    .on('timeout', function () {{ then('no answer'); }})
    .on('abort', function () {{}})
    .on('complete', function (data, response) {{
      if (data instanceof Error) return then(data.message);
      if (!response) return;
      if (response.statusCode >= 400) return then('status ' + response.statusCode);
      if (!data || data.id === undefined) return then('no id');
      then(null, data.id);
    }});
}}
function failed(problem) {{ context.problem = problem; done(context); }}
ask('/a', function (problem, first) {{
  if (problem) return failed(problem);
  ask('/b', function (problem, second) {{
    if (problem) return failed(problem);
    context.ids = [first, second];
    done(context);
  }});
}});
"""
CARELESS = f"""
rest.get('{URL}/a').on('complete', function (data) {{
  rest.get('{URL}/b').on('complete', function () {{ done(context); }});
}});
"""
# Asks three times, waiting a while in between.
PATIENT = f"""
function ask(left) {{
  rest.get('{URL}/a', {{timeout: 5000}}).on('timeout', again).on('complete', function (data, response) {{
    if (!response && !(data instanceof Error)) return;
    if (!(data instanceof Error) && response.statusCode === 200 && data && data.id) return done(context);
    again();
  }});
  function again() {{
    if (left > 1) return setTimeout(function () {{ ask(left - 1); }}, 4000);
    context.problem = 'gave up';
    done(context);
  }}
}}
ask(3);
"""


@dataclass(frozen=True)
class FaultRunner:
    """Records runs in a folder, and tries faults on them."""

    folder: Path
    context: dict[str, Any] = field(default_factory=lambda: {"Name": "Ada"})

    def record(
        self, text: str, *answers: dict[str, Any], limits: Limits | None = None
    ) -> tuple[Recording, WorldChoice]:
        """A run of this script against these answers, and the world that gives them."""
        recording = Recordings(self.folder, self.context).record(text, *answers, limits=limits or Limits())
        return recording, WorldChoice(answers=Path(recording.name).with_suffix(".json"))

    def try_all(self, text: str, *answers: dict[str, Any], allow: tuple[str, ...] = ()) -> FaultTrials:
        """What comes of trying all faults on it."""
        recording, choice = self.record(text, *answers)
        return running.run_fault_trials(
            replace(self.options_for(recording, choice), allowed=allowances("case.toml", allow))
        )

    def options_for(self, recording: Recording, choice: WorldChoice) -> TrialOptions:
        """To try a recording, and to keep what complains."""
        return TrialOptions(recording, worlds_for(choice, recording.plan.limits), self.folder / "kept")

    @property
    def kept_files(self) -> list[str]:
        """The names of the recordings that trials have left."""
        return sorted(path.name for path in (self.folder / "kept").glob("*"))


def verdicts(of: FaultTrials, request: int = 1) -> dict[str, str]:
    """The verdict on each fault of a request."""
    return {trial.fault: str(trial.verdict) for trial in of.trials if trial.request == request}


def complaints(of: FaultTrials) -> list[tuple[int, str, str]]:
    return [(one.request, one.fault, str(one.verdict)) for one in of.trials if one.complains]


def trial(of: FaultTrials, request: int, fault: str) -> Trial:
    return next(one for one in of.trials if (one.request, one.fault) == (request, fault))
