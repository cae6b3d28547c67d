"""`jsconfig.json`: how an editor and `tsc` check scripts. docs/types.md says why each setting is as it is."""

from __future__ import annotations

import json

TARGET = "es2020"  # if the project doesn't say what MyWorkspace runs


def jsconfig(target: str = TARGET, exclude: tuple[str, ...] = ()) -> str:
    """The settings; `target` is an ECMAScript version, `exclude` are folders with settings of their own."""
    settings = {
        "compilerOptions": {
            "checkJs": True,
            "noEmit": True,
            "strict": True,
            "noImplicitAny": False,
            "useUnknownInCatchVariables": False,
            "target": target,
            "lib": [target],
            "module": "es2015",
            "moduleDetection": "force",
            "types": [],
        },
        "typeAcquisition": {"enable": False},
        "include": ["mws.d.ts", "**/*.js"],
        "exclude": ["node_modules", *exclude],
    }
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
