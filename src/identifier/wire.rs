//! Identifiers as JSON.

use serde::{Deserialize, Serialize};

use super::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PHONE, PhoneNumber, TeamsExtensionUser, UnknownIdentifier, asserted_id,
};

/// The JSON shape: a raw id beside one object for the kind.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Wire {
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_id: Option<String>,
    #[serde(skip_serializing)]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    communication_user: Option<WireUser>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<WirePhone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    microsoft_teams_user: Option<WireTeamsUser>,
    #[serde(skip_serializing_if = "Option::is_none")]
    microsoft_teams_app: Option<WireTeamsApp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_extension_user: Option<WireExtensionUser>,
}

#[derive(Serialize, Deserialize)]
struct WireUser {
    id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePhone {
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_anonymous: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asserted_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTeamsUser {
    user_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_anonymous: Option<bool>,
    #[serde(default)]
    cloud: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTeamsApp {
    app_id: String,
    #[serde(default)]
    cloud: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireExtensionUser {
    user_id: String,
    tenant_id: String,
    resource_id: String,
    #[serde(default)]
    cloud: Option<String>,
}

impl From<Wire> for CommunicationIdentifier {
    fn from(wire: Wire) -> Self {
        let raw_id = wire.raw_id;
        let kind = wire.kind.as_deref();
        // Some service events leave the kind out: then the object that is present decides.
        let is = |name: &str| kind.is_none_or(|kind| kind.eq_ignore_ascii_case(name));
        match wire {
            Wire {
                communication_user: Some(user),
                ..
            } if is("communicationUser") => Self::CommunicationUser(CommunicationUser {
                id: user.id,
                raw_id,
            }),
            Wire {
                phone_number: Some(phone),
                ..
            } if is("phoneNumber") => Self::PhoneNumber(PhoneNumber {
                value: phone.value,
                is_anonymous: phone.is_anonymous.unwrap_or(false),
                asserted_id: phone.asserted_id,
                raw_id,
            }),
            Wire {
                microsoft_teams_user: Some(user),
                ..
            } if is("microsoftTeamsUser") => Self::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id: user.user_id,
                is_anonymous: user.is_anonymous.unwrap_or(false),
                cloud: Cloud::from_wire(user.cloud),
                raw_id,
            }),
            Wire {
                microsoft_teams_app: Some(app),
                ..
            } if is("microsoftTeamsApp") => Self::MicrosoftTeamsApp(MicrosoftTeamsApp {
                app_id: app.app_id,
                cloud: Cloud::from_wire(app.cloud),
                raw_id,
            }),
            Wire {
                teams_extension_user: Some(user),
                ..
            } if is("teamsExtensionUser") => Self::TeamsExtensionUser(TeamsExtensionUser {
                user_id: user.user_id,
                tenant_id: user.tenant_id,
                resource_id: user.resource_id,
                cloud: Cloud::from_wire(user.cloud),
                raw_id,
            }),
            Wire { kind, .. } => {
                let raw_id = raw_id.unwrap_or_default();
                let by_raw_id = Self::from_raw_id(&raw_id);
                match kind {
                    // The named kind without its object: the raw id still tells who it is.
                    Some(kind) if !by_raw_id.kind().eq_ignore_ascii_case(&kind) => {
                        Self::Unknown(UnknownIdentifier {
                            raw_id,
                            kind: Some(kind),
                        })
                    }
                    _ => by_raw_id,
                }
            }
        }
    }
}

impl From<&CommunicationIdentifier> for Wire {
    fn from(identifier: &CommunicationIdentifier) -> Self {
        let mut wire = Wire {
            raw_id: Some(identifier.raw_id()),
            ..Wire::default()
        };
        match identifier {
            CommunicationIdentifier::CommunicationUser(user) => {
                wire.communication_user = Some(WireUser {
                    id: user.id.clone(),
                });
            }
            CommunicationIdentifier::PhoneNumber(phone) => {
                wire.phone_number = Some(WirePhone {
                    value: phone.value.clone(),
                    is_anonymous: phone.is_anonymous.then_some(true),
                    asserted_id: phone.asserted_id.clone().or_else(|| {
                        // A raw id that was given may tell it, where the number does not.
                        asserted_id(phone.raw_id.as_deref()?.strip_prefix(PHONE)?)
                    }),
                });
            }
            CommunicationIdentifier::MicrosoftTeamsUser(user) => {
                wire.microsoft_teams_user = Some(WireTeamsUser {
                    user_id: user.user_id.clone(),
                    is_anonymous: user.is_anonymous.then_some(true),
                    cloud: Some(user.cloud.as_str().to_owned()),
                });
            }
            CommunicationIdentifier::MicrosoftTeamsApp(app) => {
                wire.microsoft_teams_app = Some(WireTeamsApp {
                    app_id: app.app_id.clone(),
                    cloud: Some(app.cloud.as_str().to_owned()),
                });
            }
            CommunicationIdentifier::TeamsExtensionUser(user) => {
                wire.teams_extension_user = Some(WireExtensionUser {
                    user_id: user.user_id.clone(),
                    tenant_id: user.tenant_id.clone(),
                    resource_id: user.resource_id.clone(),
                    cloud: Some(user.cloud.as_str().to_owned()),
                });
            }
            CommunicationIdentifier::Unknown(_) => {}
        }
        wire
    }
}

impl Serialize for CommunicationIdentifier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CommunicationIdentifier {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Wire::deserialize(deserializer).map(Self::from)
    }
}
