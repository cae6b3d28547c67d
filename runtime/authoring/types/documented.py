"""The context as MyWorkspace documents it: field by field, with what is only assumed labelled so.

A context may have any other field: they are the customer's own. Which fields a run insists on is
runtime/inputs/context.py's; tests hold the two together.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, Json
from pydantic.alias_generators import to_pascal

_CONFIGURATION = "OAuth2ProtocolConfiguration"


class FieldSource(StrEnum):
    """How a field is known."""

    DOCUMENTED = "documented"  # the published how-to, or another page of the help centre
    ASSUMED = "assumed"  # seen, or concluded: nobody has promised it
    LEARNED = "learned"  # from a project's own contexts and recordings


class DocumentedPart(BaseModel):
    """An object of the context. `unknown_fields`: others may be read, and nothing is known of them."""

    model_config = ConfigDict(
        extra="allow", frozen=True, use_attribute_docstrings=True, alias_generator=to_pascal
    )
    unknown_fields: ClassVar[bool] = False


class OAuth2Configuration(DocumentedPart):
    """What the administrator's login at the service has brought."""

    model_config = ConfigDict(alias_generator=None)

    account_key: str
    """The key of the account at the service."""
    access_token: str
    """Lets requests in: `Authorization: Bearer ...`. One of GoTo's expires after an hour."""
    token_type: Annotated[str | None, FieldSource.ASSUMED] = None
    """`Bearer`."""
    expires_in: Annotated[float | None, FieldSource.ASSUMED] = None
    """Seconds from the login on."""
    refresh_token: Annotated[str | None, FieldSource.ASSUMED] = None
    """Gets another access token."""


class ProvisionedUser(DocumentedPart):
    """The user who gets the application, or loses it."""

    mail_address: str
    """The mail address. It may hold characters that an address on the web has to encode."""
    first_name: str
    """The first name."""
    last_name: str
    """The last name."""


class CurrentUser(DocumentedPart):
    """The user whose account is being mapped."""

    mail_address: str
    """The mail address. A transformation script changes it in place."""


class ApplicationFields(DocumentedPart):
    """What the administrator has set for the application."""

    application_licenses: list[str]
    """The keys of the licences that were chosen, digits as text. The list may be empty."""
    enable_account_provisioning: bool
    """Whether accounts are to be made and deleted: "Enable automatic account provisioning"."""


class ApplicationSettings(DocumentedPart):
    """The application's settings."""

    own: Annotated[ApplicationFields, Field(alias="Fields")]
    """What the administrator has set."""


class Application(DocumentedPart):
    """The application that is assigned."""

    application_settings: ApplicationSettings
    """Its settings."""


class WorkflowContext(DocumentedPart):
    """What a workflow gets, and gives to `done`. It may be given further fields."""

    unknown_fields: ClassVar[bool] = True

    configuration: Annotated[Json[OAuth2Configuration], Field(alias=_CONFIGURATION)]
    """Text that holds JSON: `JSON.parse(context.OAuth2ProtocolConfiguration).access_token`."""
    provisioned_user: ProvisionedUser
    """The user who gets the application, or loses it."""
    application: Application
    """The application that is assigned."""
    current_user: Annotated[CurrentUser | None, FieldSource.ASSUMED] = None
    """Documented for transformation scripts alone."""


class TransformationContext(DocumentedPart):
    """What a transformation script changes in place: as it leaves it, it is the result."""

    unknown_fields: ClassVar[bool] = True

    current_user: CurrentUser
    """The user whose account is being mapped."""
    provisioned_user: Annotated[ProvisionedUser | None, FieldSource.ASSUMED] = None
    """Documented for workflows alone."""
    application: Annotated[Application | None, FieldSource.ASSUMED] = None
    """Documented for workflows alone."""
    configuration: Annotated[
        Json[OAuth2Configuration] | None, FieldSource.ASSUMED, Field(alias=_CONFIGURATION)
    ] = None
    """Documented for workflows alone. Text that holds JSON."""
