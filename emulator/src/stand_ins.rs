//! Stand-ins for the identity and rooms services of the same resource, as far as samples of Call
//! Automation need them: users with tokens, rooms with participants. Their responses have the header
//! `X-Emulator-Source: stand-in`; the shapes are those of the public REST descriptions.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::identity::Identity;
use super::json::{Json, Object};
use super::request::fields::Body;
use super::request::strict;
use super::service::Service;
use super::timestamp;
use acs_call_automation::internal::{Request, Response};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a room is valid, and a token, when the request does not say.
const ROOM: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The rooms, by id.
#[derive(Debug, Default)]
pub(super) struct Rooms(BTreeMap<String, Room>);

#[derive(Debug)]
struct Room {
    created: String,
    from: String,
    until: String,
    dial_out: bool,
    /// Roles by raw id.
    people: BTreeMap<String, String>,
}

/// A status with a body, or an error code and a message.
type Answer = Result<(u16, Option<Object>), (u16, &'static str, String)>;

pub(super) fn are_for(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    matches!(first, "identities" | "rooms")
}

/// Responds to a request to one of the stand-ins.
pub(super) fn respond(service: &Service, request: &Request) -> Response {
    let (response, hint) = match service.guard.check(request, service.clock.wall()) {
        Err(denial) => {
            let body = denial.refusal.body(request.path(), None);
            (
                written(denial.refusal.status, Some(body)),
                Some(denial.hint),
            )
        }
        Ok(()) => match try_respond(service, request) {
            Ok((status, body)) => (written(status, body), None),
            Err((status, code, message)) => {
                let error = Object::new().with("code", code).with("message", message);
                (
                    written(status, Some(Object::new().with("error", error))),
                    None,
                )
            }
        },
    };
    let response = response.with_header("X-Emulator-Source", "stand-in");
    let response = match hint {
        Some(hint) => response.with_header("X-Emulator-Hint", hint),
        None => response,
    };
    match request.header("x-ms-client-request-id") {
        Some(id) => response.with_header("x-ms-client-request-id", id),
        None => response,
    }
}

fn written(status: u16, body: Option<Object>) -> Response {
    let response = Response::new(status);
    match body {
        Some(body) => response.with_body("application/json; charset=utf-8", body.plain()),
        None => response,
    }
}

fn try_respond(service: &Service, request: &Request) -> Answer {
    let body = match request.body.trim_ascii() {
        b"" => Value::Null,
        body => strict::read(body).map_err(|cause| bad(&format!("not valid JSON: {cause}")))?,
    };
    let body = Body(&body);
    let path = request.path().trim_start_matches('/');
    let segments: Vec<String> = path
        .split('/')
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["identities"]) => {
            let user = service.create_user();
            let identity = Object::new().with("id", user.as_str());
            let scopes = body.texts_of("createTokenWithScopes");
            let token = (!scopes.is_empty()).then(|| token(service, &user, &scopes, body));
            let made = Object::new()
                .with("identity", identity)
                .with_some("accessToken", token);
            Ok((201, Some(made)))
        }
        ("POST", ["identities", user, ":issueAccessToken"]) if is_own(service, user) => Ok((
            200,
            Some(token(service, user, &body.texts_of("scopes"), body)),
        )),
        ("POST", ["identities", user, ":revokeAccessTokens"]) if is_own(service, user) => {
            Ok((204, None))
        }
        ("DELETE", ["identities", user]) if service.lock().calls.remove_own(user) => {
            Ok((204, None))
        }
        (_, ["rooms", rest @ ..]) => rooms(service, &request.method, rest, body),
        _ => Err(not_found()),
    }
}

fn is_own(service: &Service, user: &str) -> bool {
    service.lock().calls.is_own(user)
}

/// A token in the shape of the service's: a JWT, whose signature is no signature.
fn token(service: &Service, user: &str, scopes: &[String], body: Body<'_>) -> Object {
    let minutes = body.number("expiresInMinutes");
    let lasts = minutes.map_or(DAY, |minutes| {
        Duration::from_secs(minutes.saturating_mul(60))
    });
    let until = service.clock.wall().checked_add(lasts);
    let until = until.unwrap_or(SystemTime::UNIX_EPOCH);
    let seconds = until
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let claims = Object::new()
        .with("skypeid", user.trim_start_matches("8:"))
        .with("acsScope", scopes.join(","))
        .with("exp", i64::try_from(seconds).unwrap_or(i64::MAX));
    let head = Object::new().with("alg", "none").with("typ", "JWT");
    let encoded = |part: Object| URL_SAFE_NO_PAD.encode(part.plain());
    let token = format!("{}.{}.emulator", encoded(head), encoded(claims));
    Object::new()
        .with("token", token)
        .with("expiresOn", timestamp::utc(until))
}

fn rooms(service: &Service, method: &str, rest: &[&str], body: Body<'_>) -> Answer {
    let now = service.clock.wall();
    let mut state = service.lock();
    let state = &mut *state;
    let all = &mut state.rooms.0;
    match (method, rest) {
        ("POST", []) => {
            let id = format!(
                "99{:015}",
                state.cx.world.ids.seed() % 1_000_000_000_000_000
            );
            let mut room = Room {
                created: timestamp::utc(now),
                from: timestamp::utc(now),
                until: timestamp::utc(now.checked_add(ROOM).unwrap_or(now)),
                dial_out: false,
                people: BTreeMap::new(),
            };
            room.update(body);
            room.admit(body.get("participants"))?;
            let shown = room.json(&id);
            all.insert(id, room);
            Ok((201, Some(shown)))
        }
        ("GET", []) => {
            let rooms = all.iter().map(|(id, room)| Json::from(room.json(id)));
            let rooms: Vec<Json> = rooms.collect();
            Ok((200, Some(Object::new().with("value", rooms))))
        }
        ("DELETE", [id]) => match all.remove(*id) {
            Some(_) => Ok((204, None)),
            None => Err(not_found()),
        },
        (_, [id, more @ ..]) => {
            let room = all.get_mut(*id).ok_or_else(not_found)?;
            match (method, more) {
                ("GET", []) => Ok((200, Some(room.json(id)))),
                ("PATCH", []) => {
                    room.update(body);
                    Ok((200, Some(room.json(id))))
                }
                ("GET", ["participants"]) => {
                    let people = room.people.iter().map(|(raw_id, role)| {
                        let person = Object::new().with("rawId", raw_id.as_str());
                        Json::from(person.with("role", role.as_str()))
                    });
                    let people: Vec<Json> = people.collect();
                    Ok((200, Some(Object::new().with("value", people))))
                }
                ("PATCH", ["participants"]) => {
                    room.admit(body.get("participants"))?;
                    Ok((200, Some(Object::new())))
                }
                _ => Err(not_found()),
            }
        }
        _ => Err(not_found()),
    }
}

impl Room {
    fn update(&mut self, body: Body<'_>) {
        let take = |name: &str, place: &mut String| {
            if let Some(text) = body.text(name) {
                *place = text;
            }
        };
        take("validFrom", &mut self.from);
        take("validUntil", &mut self.until);
        self.dial_out = body.flag_or("pstnDialOutEnabled", self.dial_out);
    }

    /// Adds, changes, and, for null, removes participants.
    fn admit(&mut self, people: Option<&Value>) -> Result<(), (u16, &'static str, String)> {
        for (raw_id, person) in people.and_then(Value::as_object).into_iter().flatten() {
            if !Identity::from_raw_id(raw_id).is_known() {
                return Err(bad(&format!("{raw_id:?} is not a raw id")));
            }
            if person.is_null() {
                self.people.remove(raw_id);
            } else {
                let role = Body(person).text("role");
                let role = role.unwrap_or_else(|| "Attendee".to_owned());
                self.people.insert(raw_id.clone(), role);
            }
        }
        Ok(())
    }

    fn json(&self, id: &str) -> Object {
        Object::new()
            .with("id", id)
            .with("createdAt", self.created.as_str())
            .with("validFrom", self.from.as_str())
            .with("validUntil", self.until.as_str())
            .with("pstnDialOutEnabled", self.dial_out)
    }
}

fn not_found() -> (u16, &'static str, String) {
    let message = "The emulator has no such user, room or operation; see docs/emulator.md.";
    (404, "NotFound", message.to_owned())
}

fn bad(why: &str) -> (u16, &'static str, String) {
    (
        400,
        "BadRequest",
        format!("The request is not valid: {why}."),
    )
}
