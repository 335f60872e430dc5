use std::time::Duration;

use super::*;
use crate::journal::{CallReference, Journal};

const HOST: &str = "127.0.0.1:9000";
const PARTY: &str = "4:+15550100123";

/// A journal with entries that begin a millisecond apart.
struct Story {
    journal: Journal,
    time: SystemTime,
}

impl Story {
    fn new() -> Self {
        Self {
            journal: Journal::default(),
            time: SystemTime::UNIX_EPOCH,
        }
    }

    fn begin(&mut self, kind: JournalKind, operation: &'static str) -> JournalEntry {
        self.time += Duration::from_millis(1);
        JournalEntry {
            operation,
            call: Some(CallReference {
                family: 1,
                correlation_id: "c".to_owned(),
                call_connection_id: None,
            }),
            ..self.journal.begin(kind, self.time)
        }
    }

    fn request(&mut self, operation: &'static str, status: u16, body: &str) {
        let entry = self.begin(JournalKind::Request, operation);
        self.journal.add(JournalEntry {
            application: HOST.to_owned(),
            method: "POST".to_owned(),
            status: Some(status),
            body: body.into(),
            ..entry
        });
    }

    fn event(
        &mut self,
        operation: &'static str,
        attempt: usize,
        failure: Option<&str>,
        body: &str,
    ) {
        let entry = self.begin(JournalKind::Event, operation);
        self.journal.add(JournalEntry {
            application: HOST.to_owned(),
            method: "POST".to_owned(),
            attempt,
            status: failure.is_none().then_some(200),
            failure: failure.map(str::to_owned),
            body: body.into(),
            ..entry
        });
    }

    fn party(&mut self, party: &str, deed: &'static str, detail: &str) {
        let entry = self.begin(JournalKind::Party, deed);
        self.journal.add(JournalEntry {
            party: party.to_owned(),
            detail: detail.to_owned(),
            ..entry
        });
    }

    fn ladder(&self) -> Ladder {
        Ladder::of(&self.journal.all())
    }
}

fn call() -> Ladder {
    let mut story = Story::new();
    let target = r#"{"targets":[{"kind":"phoneNumber","phoneNumber":{"value":"+15550100123"}}]}"#;
    story.request("CreateCall", 201, target);
    story.party(PARTY, "rings", "");
    story.party(PARTY, "answers", "");
    let failure = Some("no response: refused");
    story.event(
        "CallConnected",
        1,
        failure,
        r#"[{"data":{"resultInformation":{"code":200,"subCode":0}}}]"#,
    );
    story.event(
        "CallConnected",
        2,
        None,
        r#"[{"data":{"resultInformation":{"code":200,"subCode":0}}}]"#,
    );
    for tone in ["1", "2", "#"] {
        story.party(PARTY, "presses", tone);
    }
    story.request(
        "Play",
        404,
        r#"{"playSources":[{"kind":"text","text":{"text":"Hello"}}]}"#,
    );
    story.event(
        "CallDisconnected",
        1,
        None,
        r#"[{"data":{"resultInformation":{"code":200,"subCode":7000}}}]"#,
    );
    story.ladder()
}

const TEXT: &str = "\
\x20             127.0.0.1:9000             service             +15550100123
                     |                      |                      |
    0.000            | CreateCall 201 +15550100123                 |
                     |--------------------->|                      |
    0.001            |                      | rings                |
                     |                      |--------------------->|
    0.002            |                      | answers              |
                     |                      |<---------------------|
    0.003            | ! CallConnected [no response]               |
                     |<---------------------|                      |
    0.004            | CallConnected [200, attempt 2]              |
                     |<---------------------|                      |
    0.005            |                      | presses 1 2 #        |
                     |                      |<---------------------|
    0.008            | ! Play 404 Hello     |                      |
                     |--------------------->|                      |
    0.009            | CallDisconnected [200] 200/7000             |
                     |<---------------------|                      |
";

#[test]
fn a_call_reads_from_top_to_bottom_in_80_columns() {
    let text = call().text(80, true);
    assert_eq!(text, TEXT, "\n{text}");
    assert!(text.lines().all(|line| line.len() <= 80));
}

#[test]
fn unicode_has_the_same_places_and_a_wider_terminal_more_room() {
    let (ascii, unicode) = (call().text(120, true), call().text(120, false));
    assert!(unicode.contains("│─") && unicode.contains("─▶│") && unicode.contains("✗ Play"));
    let places = |text: &str, mark: char| -> Vec<usize> {
        let heads = text.lines().nth(1).unwrap().chars().enumerate();
        heads
            .filter(|(_, known)| *known == mark)
            .map(|(at, _)| at)
            .collect()
    };
    assert_eq!(places(&ascii, '|'), places(&unicode, '│'));
    assert!(places(&ascii, '|')[2] > 80);
    assert!(unicode.lines().all(|line| line.chars().count() <= 120));
    assert_eq!(call().to_string(), call().text(100, false));
}

#[test]
fn rows_are_in_the_order_in_which_they_began() {
    let mut story = Story::new();
    let delivery = story.begin(JournalKind::Event, "CallConnected");
    // The webhook sends a request before it responds.
    story.request("Play", 202, "{}");
    story.journal.add(delivery);
    let labels: Vec<_> = story
        .ladder()
        .rows
        .into_iter()
        .map(|row| row.label)
        .collect();
    assert_eq!(labels, ["CallConnected", "Play"]);
}

#[test]
fn a_request_without_a_leg_is_drawn_at_the_application_that_is_known() {
    let mut story = Story::new();
    story.request("CreateCall", 201, "{}");
    let entry = story.begin(JournalKind::Request, "StopRecording");
    story.journal.add(entry);
    let ladder = story.ladder();
    assert_eq!(ladder.columns.len(), 2);
    assert_eq!(ladder.rows[1].from, Column::Application(HOST.to_owned()));
}

#[test]
fn an_empty_diagram_says_so() {
    let ladder = Ladder::default();
    assert!(ladder.is_empty());
    assert_eq!(ladder.to_string(), "Nothing has happened.\n");
    assert!(ladder.svg().ends_with("</svg>\n"));
    assert_eq!(
        ladder.mermaid(),
        "sequenceDiagram\n    participant c0 as service\n"
    );
}

#[test]
fn mermaid_has_one_line_for_each_row() {
    let lines: Vec<String> = call().mermaid().lines().map(str::to_owned).collect();
    assert_eq!(
        lines[..5],
        [
            "sequenceDiagram",
            "    participant c0 as 127.0.0.1:9000",
            "    participant c1 as service",
            "    actor c2 as +15550100123",
            "    c0->>c1: CreateCall 201 +15550100123",
        ]
    );
    assert_eq!(lines[7], "    c1-xc0: CallConnected #91;no response#93;");
    assert_eq!(lines[9], "    c2->>c1: presses 1 2 #35;");
    assert_eq!(lines.len(), 4 + 8);
}

#[test]
fn svg_rows_carry_their_numbers_and_failures() {
    let svg = call().svg();
    let rows: Vec<&str> = svg
        .lines()
        .filter(|line| line.contains("data-seq"))
        .collect();
    assert_eq!(rows.len(), 8);
    assert!(rows[0].starts_with("<g class=\"row request\" data-seq=\"1\">"));
    assert!(rows[3].contains("class=\"row event failed\" data-seq=\"4\""));
    assert!(rows[6].contains("✗ Play 404 Hello"));
    assert!(svg.contains("prefers-color-scheme:dark"));
    for outside in [
        "href",
        "url(",
        "@import",
        "<script",
        "<image",
        "<foreignObject",
    ] {
        assert!(!svg.contains(outside), "{outside}");
    }
}

#[test]
fn json_has_columns_and_rows() {
    let json: serde_json::Value = serde_json::from_str(&call().json()).unwrap();
    let ids: Vec<_> = json["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(
        ids,
        [
            "application 127.0.0.1:9000",
            "service",
            "party 4:+15550100123"
        ]
    );
    assert_eq!(json["columns"][2]["label"], "+15550100123");
    assert_eq!(json["startMs"], 1);
    let row = &json["rows"][5];
    assert_eq!(
        (&row["label"], &row["seq"]),
        (&"presses 1 2 #".into(), &6.into())
    );
    assert_eq!(
        (&row["from"], &row["to"]),
        (&ids[2].clone(), &ids[1].clone())
    );
}

/// Names and texts that mean something to a terminal, to XML or to Mermaid.
const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\u{202e}evil\u{2066}",
    "a;b#c%%d",
    "\u{1b}[2J\r\n\u{0}\u{85}",
    "\"' onload='x\" &amp;",
    "style x:#y; classDef end\nend",
    "]]>-->{{wrap:}}",
    "𝒳\u{301}漢字 ﬂ°°¶ß",
    "\u{2028}participant z as y\u{2029}\u{fffe}",
];

#[test]
fn hostile_names_and_texts_stay_text_in_every_format() {
    let mut story = Story::new();
    for text in HOSTILE {
        let raw_id = format!("8:acs:r_{text}");
        story.party(&raw_id, "calls", text);
        story.party(&raw_id, "speaks", text);
        let body = serde_json::json!({"targets": [{"rawId": text}]});
        story.request("CreateCall", 201, &body.to_string());
    }
    let ladder = story.ladder();
    let is_unsafe = |character: char| {
        character != '\n'
            && (character.is_control()
                || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}'))
    };
    let rows = 3 * HOSTILE.len();
    let text = ladder.text(120, false);
    // U+FFFE is not a control character; a terminal shows a box.
    assert!(
        !text.replace('\u{fffe}', "").contains(is_unsafe),
        "{text:?}"
    );
    assert_eq!(text.lines().count(), 2 + 2 * rows);
    assert!(ladder.text(80, true).is_ascii());

    let svg = ladder.svg();
    assert!(!svg.contains(is_unsafe));
    assert!(!svg.contains("<script"), "{svg}");
    assert!(svg.contains("&lt;script&gt;"));
    // What is between marks has none, and attributes end where they ended.
    for line in svg.lines().filter(|line| line.starts_with("<g")) {
        assert_eq!(
            line.matches('<').count(),
            line.matches('>').count(),
            "{line}"
        );
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        assert!(!line.contains('\''), "{line}");
    }

    let mermaid = ladder.mermaid();
    assert!(!mermaid.contains(is_unsafe));
    assert_eq!(mermaid.lines().count(), 1 + ladder.columns.len() + rows);
    for line in mermaid.lines().skip(1) {
        let label = match line.trim_start().strip_prefix('c') {
            Some(row) => row.split_once(": ").unwrap().1,
            None => line.split_once(" as ").unwrap().1,
        };
        let mut rest = label;
        while let Some((_, entity)) = rest.split_once('#') {
            let (number, after) = entity.split_once(';').expect(line);
            assert!(
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
                "{line}"
            );
            rest = after;
        }
        assert!(!rest.contains(';'), "{line}");
        for word in ["style", "classDef", "end", "wrap:", "%", "<", ">", "ﬂ", "¶"] {
            assert!(!label.contains(word), "{word} in {line}");
        }
    }

    let json = ladder.json();
    assert!(json.is_ascii() && !json.contains('<'));
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
}

#[test]
fn printing_heads_each_call_and_again_when_a_participant_joins() {
    let mut story = Story::new();
    story.request("CreateCall", 201, "{}");
    story.party(PARTY, "rings", "");
    let mut other = story.begin(JournalKind::Request, "CreateCall");
    other.call.as_mut().unwrap().family = 2;
    other.application = HOST.to_owned();
    story.journal.add(other);
    story.party(PARTY, "answers", "");
    let (signal, signals) = std::sync::mpsc::sync_channel(1);
    drop(signal);
    let mut printed = String::new();
    let style = Style {
        width: 80,
        ascii: true,
    };
    Printing::new(style, |text: &str| {
        printed += text;
        true
    })
    .run(&story.journal, &signals);
    let firsts: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(printed.matches("call c").count(), 3, "{printed}");
    assert_eq!(
        firsts.iter().filter(|first| **first == HOST).count(),
        4,
        "{printed}"
    );
    assert!(printed.contains("answers"));
}

#[test]
fn printing_puts_a_row_before_one_that_ended_earlier_and_ends_when_no_one_reads() {
    let mut story = Story::new();
    let delivery = story.begin(JournalKind::Event, "CallConnected");
    story.request("Play", 202, "{}");
    story.journal.add(delivery);
    let (signal, signals) = std::sync::mpsc::sync_channel(1);
    signal.send(()).unwrap();
    let mut printed = Vec::new();
    let style = Style {
        width: 80,
        ascii: true,
    };
    Printing::new(style, |text: &str| {
        printed.push(text.to_owned());
        printed.len() < 2
    })
    .run(&story.journal, &signals);
    assert!(printed[0].contains("CallConnected") && printed[1].contains("Play"));
}

#[test]
fn the_last_rows_keep_their_columns_and_times() {
    let whole = call();
    let mut last = whole.clone();
    last.keep_last(2);
    let (all, lines) = (whole.text(100, true), last.text(100, true));
    let (all, lines) = (
        all.lines().collect::<Vec<_>>(),
        lines.lines().collect::<Vec<_>>(),
    );
    assert_eq!(lines[..2], all[..2], "the head");
    assert_eq!(lines[2..], all[all.len() - (lines.len() - 2)..]);
    let left_out = whole.rows.len() - 2;
    assert!(
        last.svg()
            .contains(&format!("data-left-out=\"{left_out}\""))
    );
    let json: serde_json::Value = serde_json::from_str(&last.json()).unwrap();
    assert_eq!(json["leftOut"], left_out);
    assert_eq!(json["rows"].as_array().unwrap().len(), 2);
    assert_eq!(json["startMs"], 1);
    last.keep_last(3);
    assert_eq!(last.rows.len(), 2);
}
