"""
What a site declares of itself: every `aksarc_*` key, its type and its meaning.

The declarations are frozen; `schema` checks what refers to something else, and turns wrong input into problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=63)]
Text = Annotated[str, Field(min_length=1)]
DomainSid = Annotated[str, Field(pattern=r"^S-1-5-21(-[0-9]{1,10}){3}$")]  # [MS-DTYP] 2.4.2.4, without a relative id


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone of the IANA database, such as Asia/Tokyo")
    return name


class _Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ClusterKind(StrEnum):
    """What a cluster is for."""

    MANAGEMENT = "management"
    WORKLOAD = "workload"


class Cluster(_Declaration):
    """
    One AKS cluster of the site.

    Attributes:
        name: as AksHci knows it.
        baseline: the patch baseline that it should run at least; empty: the one of its layer in `aksarc_baselines`.
        window: the name of a window in `aksarc_windows`; empty: at any time.
        policies: names of policies in `aksarc_policies`.
    """

    name: Name
    kind: Annotated[ClusterKind, Field(strict=False)] = ClusterKind.WORKLOAD
    baseline: str = ""
    window: str = ""
    policies: Annotated[tuple[str, ...], Field(strict=False)] = ()


class SignOn(_Declaration):
    """
    Active Directory sign-on to the API servers of workload clusters.

    Attributes:
        realm: the Kerberos realm, in upper case.
        organizational_unit: the distinguished name of the unit that holds the service accounts.
        admin_group: DOMAIN\\group whose members administer the clusters.
        clusters: names of workload clusters with sign-on.
    """

    realm: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9.-]*$")]
    organizational_unit: Annotated[str, Field(pattern=r"^(OU|CN)=.+,DC=.+$")]
    admin_group: Annotated[str, Field(pattern=r"^[^\\]+\\[^\\]+$")]
    clusters: Annotated[tuple[str, ...], Field(strict=False)] = ()


class Gmsa(_Declaration):
    """
    A group managed service account for the Windows containers of one cluster.

    Attributes:
        name: the account's name without its dollar sign; a directory takes 15 characters at most.
        namespace, service_account: those whose pods may use it.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=15)]
    cluster: str
    namespace: Name = "default"
    service_account: Name = "default"


class Baselines(_Declaration):
    """Names of the patch baselines that each layer should run at least; empty: none is asked for."""

    hosts: str = ""
    management: str = ""
    workload: str = ""


class Window(_Declaration):
    """
    When patching may happen.

    Attributes:
        recurrence: an RFC 5545 rule, such as `FREQ=MONTHLY;BYDAY=2SU`.
        start: a wall-clock time, `22:00`, in `time_zone`.
        length_minutes: from its start to the hard cut-off.
    """

    recurrence: Annotated[str, Field(pattern=r"^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$")]
    start: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    length_minutes: Annotated[int, Field(ge=15, le=7 * 24 * 60)]
    time_zone: Annotated[str, AfterValidator(_known_zone)]


class Domain(_Declaration):
    """
    The Active Directory domain of the hosts, whose groups some controls name by their SIDs.

    Attributes:
        sid: the domain's own, that of Domain Admins without its last part.
        root_sid: that of the forest's root domain; the same where the forest has one domain.
    """

    sid: DomainSid
    root_sid: DomainSid


class PodSecurity(StrEnum):
    """The Pod Security Standards of Kubernetes."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"


class Policy(_Declaration):
    """
    What the workloads of a cluster are held to.

    Attributes:
        pod_security: the Pod Security Standard of namespaces that name none.
        allowed_registries: image registries; empty: any.
        exempt_namespaces: those that the policy leaves alone.
    """

    pod_security: Annotated[PodSecurity, Field(strict=False)] = PodSecurity.BASELINE
    allowed_registries: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    exempt_namespaces: Annotated[tuple[Name, ...], Field(strict=False)] = ()


class SiteData(_Declaration):
    """
    Every declaration; in the files each key begins with `aksarc_`.

    Attributes:
        profile: the name of the profile in force.
        texts: control id → the text that only this site can give.
        domain: what the benchmarks need that name Domain or Enterprise Admins.
    """

    profile: Text
    texts: Mapping[str, Text] = Field(default_factory=dict)
    domain: Domain | None = None
    clusters: Annotated[tuple[Cluster, ...], Field(strict=False)] = ()
    sign_on: SignOn | None = None
    gmsa: Annotated[tuple[Gmsa, ...], Field(strict=False)] = ()
    baselines: Baselines = Field(default_factory=Baselines)
    windows: Mapping[Name, Window] = Field(default_factory=dict)
    policies: Mapping[Name, Policy] = Field(default_factory=dict)
