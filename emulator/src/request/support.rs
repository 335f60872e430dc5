//! Writes the tables of `docs/emulator/support.md` from those of the code, and checks what they say about fields.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::fields::{Field, Kind};
use super::routes::ROUTES;

/// The fields that no code reads: they are checked, and then have no effect.
const ONLY_CHECKED: &[&str] = &[
    "audioChannelType",
    "audioFormat",
    "customVoiceEndpointId",
    "enableBidirectional",
    "enableDtmfTones",
    "enableLoopbackAudio",
    "enableSentimentAnalysis",
    "locales",
    "piiRedactionOptions",
    "playSourceCacheId",
    "sourceLocale",
    "speechLanguage",
    "speechLanguages",
    "speechModelEndpointId",
    "speechRecognitionModelEndpointId",
    "summarizationOptions",
    "teamsPhoneCallDetails",
    "transportType",
    "voiceKind",
    "voiceName",
];

/// Fields that code reads elsewhere, and not in this operation or object.
const NOT_HERE: &[(&str, &str)] = &[
    ("AnswerCall", "customCallingContext"),
    ("Hold", "loop"),
    ("StartDialog", "operationCallbackUri"),
    ("StartHoldMusic", "loop"),
    ("callLocator", "kind"),
    ("callerId", "assertedId"),
    ("callerId", "isAnonymous"),
    ("mediaStreamingOptions", "contentType"),
    ("sourceCallerIdNumber", "assertedId"),
    ("sourceCallerIdNumber", "isAnonymous"),
];

/// The object that comes back as it was sent.
const WHOLE: &str = "dialog";

const FILE: &str = "../docs/emulator/support.md";
const BEGIN: &str = "<!-- made by emulator/src/request/support.rs -->\n";
const END: &str = "<!-- end -->\n";

/// The members of a field that is an object, or a list of objects.
fn members(kind: &Kind) -> Option<&'static [Field]> {
    match kind {
        Kind::Object(members) | Kind::User(members) => Some(members),
        Kind::List(kind) | Kind::AnyList(kind) => members(kind),
        _ => None,
    }
}

fn is_only_checked(owner: &str, field: &Field) -> bool {
    ONLY_CHECKED.contains(&field.name) || NOT_HERE.contains(&(owner, field.name))
}

/// The cells of two columns: fields with an effect, required ones in bold, and those without.
fn cells(owner: &str, fields: &[Field]) -> String {
    let fields = fields
        .iter()
        .filter(|field| !matches!(field.kind, Kind::Around));
    let (without, with): (Vec<&Field>, Vec<_>) =
        fields.partition(|field| is_only_checked(owner, field));
    let list = |fields: Vec<&Field>| {
        let names = fields.into_iter().map(|field| match field.required {
            true => format!("**`{}`**", field.name),
            false => format!("`{}`", field.name),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    format!("{} | {}", list(with), list(without))
}

/// The objects among fields and their members, by the name of the field.
fn collect(fields: &'static [Field], objects: &mut BTreeMap<&'static str, &'static [Field]>) {
    for field in fields {
        let Some(members) = members(&field.kind) else {
            continue;
        };
        if ONLY_CHECKED.contains(&field.name) {
            continue;
        }
        let known = objects.entry(field.name).or_insert(members);
        let names = |fields: &[Field]| fields.iter().map(|field| field.name).collect::<Vec<_>>();
        assert_eq!(
            names(known),
            names(members),
            "two objects named {}",
            field.name
        );
        collect(members, objects);
    }
}

fn tables() -> String {
    let mut text =
        "| operation | api-versions | acts on, or shows | only checks |\n|---|---|---|---|\n"
            .to_owned();
    let mut objects = BTreeMap::new();
    for route in ROUTES {
        let since = match route.since {
            "previews only" => "previews only".to_owned(),
            since => format!("{since} and newer"),
        };
        let cells = cells(route.name, route.fields);
        let _ = writeln!(text, "| {} | {since} | {cells} |", route.name);
        collect(route.fields, &mut objects);
    }
    text += "\nThe members of objects, and of the objects in lists:\n\n| field | acts on, or shows | only checks |\n|---|---|---|\n";
    for (name, fields) in objects {
        let _ = writeln!(text, "| `{name}` | {} |", cells(name, fields));
    }
    text
}

#[test]
fn the_support_tables_are_those_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (found, tail) = rest.split_once(END).unwrap();
    let expected = tables();
    if std::env::var_os("UPDATE").is_some() {
        let text = format!("{head}{BEGIN}{expected}{END}{tail}");
        std::fs::write(&file, text).unwrap();
        return;
    }
    assert_eq!(found, expected, "UPDATE=1 writes it");
}

/// All sources but the tables of fields, tests and what serves the control API.
fn sources(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match name {
            "bodies.rs" | "support.rs" | "control" | "ladder" => {}
            _ if path.is_dir() => sources(&path, text),
            _ if name.ends_with(".rs") => *text += &std::fs::read_to_string(&path).unwrap(),
            _ => {}
        }
    }
}

#[test]
fn a_field_has_an_effect_if_and_only_if_code_reads_it() {
    let mut text = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    let mut all: Vec<&Field> = ROUTES.iter().flat_map(|route| route.fields).collect();
    let (mut checked, mut wrong) = (0, Vec::new());
    while let Some(field) = all.pop() {
        // Its members are in the same table.
        if matches!(field.kind, Kind::Around) {
            continue;
        }
        let is_read = text.contains(&format!("\"{}\"", field.name));
        if is_read == ONLY_CHECKED.contains(&field.name) {
            wrong.push(field.name);
        }
        checked += 1;
        if is_read && field.name != WHOLE {
            all.extend(members(&field.kind).into_iter().flatten());
        }
    }
    assert!(wrong.is_empty(), "in the wrong list: {wrong:?}");
    assert!(checked > 150, "{checked}");
}
