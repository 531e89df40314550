"""A backup of auditpol.exe in English and in Japanese, as reference/policy-files.md describes them."""

from __future__ import annotations

CREDENTIAL_VALIDATION = "{0CCE923F-69AE-11D9-BED3-505054503030}"
PROCESS_CREATION = "{0CCE922B-69AE-11D9-BED3-505054503030}"
UNKNOWN = "{0CCE9299-69AE-11D9-BED3-505054503030}"
USER = "S-1-5-21-1-2-3-1001"

BACKUP = (
    "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n"
    "HOST1,System,Credential Validation,{0cce923f-69ae-11d9-bed3-505054503030},Success and Failure,,3\r\n"
    'HOST1,System,"Process Creation, new",{0CCE922B-69AE-11D9-BED3-505054503030},No Auditing,,0\r\n'
    "HOST1,,Option:CrashOnAuditFail,,Disabled,,0\r\n"
    "HOST1,,Option:FullPrivilegeAuditing,,Disabled,,0\r\n"
    "HOST1,,Option:AuditBaseObjects,,Disabled,,0\r\n"
    "HOST1,,Option:AuditBaseDirectories,,Disabled,,0\r\n"
    "HOST1,,FileGlobalSacl,,,,\r\n"
    "HOST1,,RegistryGlobalSacl,,,,\r\n"
    f"HOST1,{USER},Process Creation,{{0CCE922B-69AE-11D9-BED3-505054503030}},Success,No Auditing,1\r\n"
)
JAPANESE = (
    BACKUP.replace("Machine Name,Policy Target,Subcategory,Subcategory GUID", "コンピューター名,対象,サブカテゴリ,GUID")
    .replace("Credential Validation", "資格情報の確認")
    .replace("Success and Failure", "成功および失敗")
    .replace("Disabled", "無効")
)
