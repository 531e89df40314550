"""
What error records say to people, in English and Japanese; nothing may be decided by these texts.

The English ones are the engine's (recordings); the Japanese ones are given as Windows PowerShell's Japanese edition
words them, as well as it is known.
"""

from __future__ import annotations

_TEXTS = {
    "path-not-found": (
        "Cannot find path '{path}' because it does not exist.",
        "パス '{path}' が存在しないため検出できません。",
    ),
    "drive-not-found": (
        "Cannot find drive. A drive with the name '{name}' does not exist.",
        "ドライブが見つかりません。名前 '{name}' のドライブが存在しません。",
    ),
    "provider-not-found": (
        "Cannot find a provider with the name '{name}'.",
        "名前 '{name}' のプロバイダーが見つかりません。",
    ),
    "property-not-found": (
        "Property {name} does not exist at path {path}.",
        "プロパティ {name} はパス {path} に存在しません。",
    ),
    "property-exists": ("The property already exists.", "プロパティは既に存在します。"),
    "key-exists": ("A key in this path already exists.", "このパスのキーは既に存在します。"),
    "key-not-found": (
        "The registry key at the specified path does not exist.",
        "指定されたパスにレジストリ キーが存在しません。",
    ),
    "value-kind-mismatch": (
        "The type of the value object did not match the specified RegistryValueKind or the object could not be "
        "properly converted.",
        "値オブジェクトの型が指定された RegistryValueKind と一致しないか、または、"
        "オブジェクトを正しく変換できませんでした。",
    ),
    "value-kind-unknown": (
        "Could not bind parameter 'Type'. Could not convert \"{name}\" to \"Microsoft.Win32.RegistryValueKind\". The "
        'possible enumeration values are "String, ExpandString, Binary, DWord, MultiString, QWord, Unknown".',
        "パラメーター 'Type' をバインドできません。"
        "\"{name}\" を \"Microsoft.Win32.RegistryValueKind\" に変換できませんでした。"
        '有効な列挙値は "String, ExpandString, Binary, DWord, MultiString, QWord, Unknown" です。',
    ),
    "value-name-long": (
        "Registry value names should not be greater than 16,383 characters. (Parameter 'name')",
        "レジストリ値の名前は 16,383 文字を超えることはできません。",
    ),
    "key-name-long": (
        "Cannot retrieve the dynamic parameters for the cmdlet. Registry key names should not be greater than 255 "
        "characters. (Parameter 'name')",
        "コマンドレットの動的パラメーターを取得できません。"
        "レジストリ キー名の長さは 255 文字以内でなければなりません。",
    ),
    "cannot-convert": (
        'Cannot convert value "{value}" to type "{type}". Error: "{why}"',
        '値 "{value}" を型 "{type}" に変換できません。エラー: "{why}"',
    ),
    "cannot-cast-bytes": (
        "Unable to cast object of type 'System.Byte[]' to type '{type}'.",
        "型 'System.Byte[]' のオブジェクトを型 '{type}' にキャストできません。",
    ),
    "registry-denied": (
        "Requested registry access is not allowed.",
        "要求されたレジストリ アクセスは許可されていません。",
    ),
    "access-denied": ("Access to the path '{path}' is denied.", "パス '{path}' へのアクセスが拒否されました。"),
    "command-not-found": (
        "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\r\n"
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        "用語 '{name}' は、コマンドレット、関数、スクリプト ファイル、"
        "または操作可能なプログラムの名前として認識されません。"
        "名前が正しく記述されていることを確認し、パスが含まれている場合はそのパスが正しいことを確認してから、"
        "再試行してください。",
    ),
    "scripts-not-allowed": (
        "This rehearsed endpoint runs commands with parameters and no script text.",
        "このリハーサル用エンドポイントはパラメーター付きのコマンドのみを実行し、スクリプト テキストは実行しません。",
    ),
    "prompt": (
        "A command that prompts the user failed because the host program or the command type does not support user "
        "interaction. The host was attempting to request confirmation with the following message: {question}",
        "ホスト プログラムまたはコマンドの種類がユーザーとの対話をサポートしていないため、"
        "ユーザーに確認を求めるコマンドが"
        "失敗しました。ホストは次のメッセージの確認を要求しようとしました: {question}",
    ),
    "confirm": ("Are you sure you want to perform this action?", "この操作を実行しますか?"),
    "item-has-children": (
        "The item at {path} has children and the Recurse parameter was not specified. If you continue, all children "
        "will be removed with the item. Are you sure you want to continue?",
        "{path} の項目には子があり、Recurse パラメーターが指定されていませんでした。続行した場合、"
        "項目と共にすべての子が削除されます。"
        "続行しますか?",
    ),
    "variable-not-found": (
        "Cannot find a variable with the name '{name}'.",
        "名前 '{name}' の変数が見つかりません。",
    ),
    "member-call-failed": (
        'Exception calling "{member}" with "{count}" argument(s): "{why}"',
        '"{count}" 個の引数を指定して "{member}" を呼び出し中に例外が発生しました: "{why}"',
    ),
    "method-not-found": (
        'Input name "{member}" cannot be resolved to a method.',
        '入力名 "{member}" をメソッドに解決できません。',
    ),
    "expand-not-found": ('Property "{name}" cannot be found.', 'プロパティ "{name}" が見つかりません。'),
    "selected-twice": (
        'The property cannot be processed because the property "{name}" already exists.',
        'プロパティ "{name}" が既に存在するため、このプロパティを処理できません。',
    ),
    "folder-exists": (
        "An item with the specified name {path} already exists.",
        "指定された名前 {path} の項目は既に存在します。",
    ),
    "file-exists": ("The file '{path}' already exists.", "ファイル '{path}' は既に存在します。"),
    "part-of-path": ("Could not find a part of the path '{path}'.", "パス '{path}' の一部が見つかりませんでした。"),
    "item-type-unknown": (
        'The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.',
        'この型は、ファイル システムの既知の型ではありません。"file"、"directory"、'
        'または "symboliclink" のみを指定できます。',
    ),
    "content-of-folder": (
        "Unable to get content because it is a directory: '{path}'. Please use 'Get-ChildItem' instead.",
        "ディレクトリであるため、コンテンツを取得できません: '{path}'。",
    ),
    "not-supported": (
        "The rehearsal does not simulate {what}.",
        "リハーサルでは {what} をシミュレートしていません。",
    ),
    "thrown": (
        "The command was made to fail by the rehearsal.",
        "リハーサルによりコマンドの失敗が設定されています。",
    ),
    "null-argument": (
        'Cannot process argument because the value of argument "{name}" is null. Change the value of argument "{name}" '
        "to a non-null value.",
        '引数 "{name}" の値が NULL であるため、引数を処理できません。'
        '引数 "{name}" の値を NULL 以外の値に変更してください。',
    ),
    "no-service": (
        "Cannot find any service with service name '{name}'.",
        "サービス名 '{name}' のサービスが見つかりません。",
    ),
    "set-no-service": (
        "Service '{name}' was not found on computer '.'.",
        "コンピューター '.' にサービス '{name}' が見つかりませんでした。",
    ),
    "set-service-denied": (
        "Service '{display} ({name})' cannot be configured due to the following error: Access is denied",
        "次のエラーのため、サービス '{display} ({name})' を構成できません: アクセスが拒否されました。",
    ),
    "start-service": (
        "Service '{display} ({name})' cannot be started due to the following error: Cannot start service '{name}' on "
        "computer '.'.",
        "次のエラーのため、サービス '{display} ({name})' を開始できません: "
        "コンピューター '.' のサービス '{name}' を開始できません。",
    ),
    "stop-service": (
        "Service '{display} ({name})' cannot be stopped due to the following error: Cannot stop service '{name}' on "
        "computer '.'.",
        "次のエラーのため、サービス '{display} ({name})' を停止できません: "
        "コンピューター '.' のサービス '{name}' を停止できません。",
    ),
    "stop-service-leaned-on": (
        "Cannot stop service '{display} ({name})' because it has dependent services. It can only be stopped if the "
        "Force flag is set.",
        "依存サービスがあるため、サービス '{display} ({name})' を停止できません。"
        "Force フラグが設定されている場合のみ停止できます。",
    ),
    "user-not-found": ("User {name} was not found.", "ユーザー {name} が見つかりませんでした。"),
    "stopped": ("The pipeline has been stopped.", "パイプラインが停止されました。"),
}  # fmt: skip


def say(text: str, culture: str, **values: object) -> str:
    """Word a message in the language of a culture, English where it is not Japanese."""
    english, japanese = _TEXTS[text]
    return (japanese if culture.lower().startswith("ja") else english).format(**values)
