"""The methods of a host that a server may call, by their numbers on the wire ([MS-PSRP] 2.2.3.17)."""

from __future__ import annotations

HOST_METHODS: dict[int, str] = dict(
    enumerate(
        (
            "GetName", "GetVersion", "GetInstanceId", "GetCurrentCulture", "GetCurrentUICulture", "SetShouldExit",
            "EnterNestedPrompt", "ExitNestedPrompt", "NotifyBeginApplication", "NotifyEndApplication", "ReadLine",
            "ReadLineAsSecureString", "Write1", "Write2", "WriteLine1", "WriteLine2", "WriteLine3", "WriteErrorLine",
            "WriteDebugLine", "WriteProgress", "WriteVerboseLine", "WriteWarningLine", "Prompt",
            "PromptForCredential1", "PromptForCredential2", "PromptForChoice", "GetForegroundColor",
            "SetForegroundColor", "GetBackgroundColor", "SetBackgroundColor", "GetCursorPosition",
            "SetCursorPosition", "GetWindowPosition", "SetWindowPosition", "GetCursorSize", "SetCursorSize",
            "GetBufferSize", "SetBufferSize", "GetWindowSize", "SetWindowSize", "GetWindowTitle", "SetWindowTitle",
            "GetMaxWindowSize", "GetMaxPhysicalWindowSize", "GetKeyAvailable", "ReadKey", "FlushInputBuffer",
            "SetBufferContents1", "SetBufferContents2", "GetBufferContents", "ScrollBufferContents", "PushRunspace",
            "PopRunspace", "GetIsRunspacePushed", "GetRunspace", "PromptForChoiceMultipleSelection",
        ),
        start=1,
    )
)  # fmt: skip


def method_name(number: object) -> str:
    """Name a method; one that we do not know is `method N`."""
    return HOST_METHODS.get(number, f"method {number}") if isinstance(number, int) else "method ?"
