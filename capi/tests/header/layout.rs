//! Arranges what cbindgen prints in the headers and sections of capi/surface/headers.toml.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

/// The longest line of a header.
const WIDTH: usize = 100;

/// The width of names and values up to which the comments of constants stand beside them.
const WIDEST_CONSTANT: usize = 60;

#[derive(Deserialize)]
pub struct Layout {
    header: Vec<Header>,
}

#[derive(Deserialize)]
struct Header {
    file: String,
    text: String,
    /// Title and source files of each.
    sections: Vec<Vec<String>>,
    /// Prefixes of constants that stand in another section than that of their source file.
    #[serde(default)]
    constants: Vec<(String, String)>,
    /// What follows the list of types, as it is.
    #[serde(default)]
    verbatim: String,
}

/// A declaration with its comment.
struct Item {
    name: String,
    /// The lines of the comment without its frame.
    comment: Vec<String>,
    code: String,
}

impl Item {
    fn is_constant(&self) -> bool {
        self.code.starts_with("#define")
    }

    /// `typedef struct acs_T_t acs_T_t;`
    fn is_object(&self) -> bool {
        self.code.starts_with("typedef struct")
    }
}

impl Layout {
    pub fn read(package: &Path) -> Self {
        let text = std::fs::read_to_string(package.join("surface/headers.toml")).unwrap();
        toml::from_str(&text).unwrap()
    }

    /// The headers, by file: `printed` is the output of cbindgen for the sources in `folder`.
    pub fn arrange(&self, printed: &str, folder: &Path) -> BTreeMap<String, String> {
        let sources = sources(folder);
        let mut sections: BTreeMap<(&str, &str), Vec<Item>> = BTreeMap::new();
        for item in items(printed) {
            let place = self.place(&item, &sources);
            sections.entry(place).or_default().push(item);
        }
        let mut declared = BTreeSet::new();
        let mut all = BTreeMap::new();
        for header in &self.header {
            let text = header.write(&self.header, &sections, &mut declared);
            all.insert(header.file.clone(), text);
        }
        all
    }

    /// The header and the section of an item.
    fn place(&self, item: &Item, sources: &BTreeMap<String, String>) -> (&str, &str) {
        let moved = self.header.iter().find_map(|header| {
            let mut claims = header.constants.iter();
            let claim =
                claims.find(|(prefix, _)| item.is_constant() && item.name.starts_with(prefix))?;
            Some((header.file.as_str(), claim.1.as_str()))
        });
        let own = || {
            let source = sources.get(&item.name)?;
            self.header.iter().find_map(|header| {
                let section = header
                    .sections
                    .iter()
                    .find(|section| section[1..].contains(source))?;
                Some((header.file.as_str(), section[0].as_str()))
            })
        };
        let place = moved.or_else(own);
        place.unwrap_or_else(|| panic!("headers.toml has no section for {}", item.name))
    }
}

impl Header {
    fn write(
        &self,
        all: &[Self],
        sections: &BTreeMap<(&str, &str), Vec<Item>>,
        declared: &mut BTreeSet<String>,
    ) -> String {
        let is_main = std::ptr::eq(self, &raw const all[0]);
        let mut body = String::new();
        for section in &self.sections {
            let title = &section[0];
            let items = sections.get(&(self.file.as_str(), title.as_str()));
            let items = items.unwrap_or_else(|| panic!("section {title} is empty"));
            write!(body, "\n/* ======== {title} ======== */\n").unwrap();
            write_section(&mut body, items);
        }

        let guard = self.file.to_uppercase().replace(['/', '.'], "_");
        let contents = self.sections.iter().map(|section| section[0].as_str());
        let contents = contents.collect::<Vec<_>>().join("; ");
        let mut text = format!("/**\n * @file {}\n", self.file);
        for line in self.text.trim().lines() {
            writeln!(text, "{}", format!(" * {line}").trim_end()).unwrap();
        }
        writeln!(text, " *").unwrap();
        for line in fill(&format!("Contents: {contents}."), WIDTH - 3) {
            writeln!(text, " * {line}").unwrap();
        }
        if is_main {
            let others = all[1..].iter().map(|header| header.file.as_str());
            let others = others.collect::<Vec<_>>().join(", ");
            for line in fill(&format!("Included at the end: {others}."), WIDTH - 3) {
                writeln!(text, " * {line}").unwrap();
            }
        }
        text.push_str(" *\n * SPDX-License-Identifier: MIT OR Apache-2.0\n */\n");
        text.push_str(
            "/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */\n",
        );
        writeln!(text, "#ifndef {guard}\n#define {guard}\n").unwrap();
        if is_main {
            text.push_str("#include <stddef.h>\n#include <stdint.h>\n\n");
        } else {
            let main = &all[0].file;
            let main_guard = main.to_uppercase().replace(['/', '.'], "_");
            writeln!(
                text,
                "#ifndef {main_guard}\n#error \"include {main}\"\n#endif\n"
            )
            .unwrap();
        }
        text.push_str("#ifdef __cplusplus\nextern \"C\" {\n#endif\n");

        let types: BTreeSet<String> = objects(&body)
            .filter(|name| !declared.contains(*name))
            .map(str::to_owned)
            .collect();
        if !types.is_empty() {
            text.push('\n');
        }
        for name in &types {
            writeln!(text, "typedef struct {name} {name};").unwrap();
        }
        declared.extend(types);
        if !self.verbatim.is_empty() {
            write!(text, "\n{}\n", self.verbatim.trim()).unwrap();
        }
        text.push_str(&body);
        text.push_str("\n#ifdef __cplusplus\n}\n#endif\n\n");
        if is_main {
            for header in &all[1..] {
                writeln!(text, "#include \"{}\"", header.file).unwrap();
            }
            text.push('\n');
        }
        writeln!(text, "#endif /* {guard} */").unwrap();
        text
    }
}

/// Constants, then types, then functions.
fn write_section(body: &mut String, items: &[Item]) {
    let constants = || items.iter().filter(|item| item.is_constant());
    let width = constants().map(|item| item.code.len()).max().unwrap_or(0);
    if width > 0 {
        body.push('\n');
    }
    for constant in constants() {
        if width > WIDEST_CONSTANT {
            write_comment(body, &fill(&constant.comment.join(" "), WIDTH - 7));
            writeln!(body, "{}", constant.code).unwrap();
            continue;
        }
        let comment = fill(&constant.comment.join(" "), WIDTH - width - 9);
        let comment = comment.join(&format!("\n{:indent$}", "", indent = width + 6));
        writeln!(body, "{:width$} /**< {comment} */", constant.code).unwrap();
    }
    for item in items.iter().filter(|item| item.is_object()) {
        body.push('\n');
        let mut comment = vec![format!("@typedef {}", item.name)];
        comment.extend(item.comment.iter().cloned());
        write_comment(body, &comment);
    }
    for item in items
        .iter()
        .filter(|item| !item.is_object() && !item.is_constant())
    {
        body.push('\n');
        write_comment(body, &item.comment);
        writeln!(body, "{}", filled(&item.code)).unwrap();
    }
}

/// A declaration with as many parameters in a line as it takes.
fn filled(code: &str) -> String {
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let open = code.rfind('(').map_or(0, |at| at + 1);
    let (head, parameters) = code.split_at(open);
    let indent = format!("\n{:open$}", "");
    // A parameter is not broken.
    let parameters = parameters
        .replace(", ", ",\n")
        .replace(' ', "\u{a0}")
        .replace('\n', " ");
    let lines = fill(&parameters, WIDTH - open).join(&indent);
    format!("{head}{}", lines.replace('\u{a0}', " "))
}

fn write_comment(body: &mut String, lines: &[String]) {
    if let [line] = lines {
        if line.len() + 7 <= WIDTH {
            writeln!(body, "/** {line} */").unwrap();
            return;
        }
    }
    body.push_str("/**\n");
    for line in lines {
        writeln!(body, "{}", format!(" * {line}").trim_end()).unwrap();
    }
    body.push_str(" */\n");
}

/// What cbindgen printed, item by item.
fn items(printed: &str) -> Vec<Item> {
    let mut items = Vec::new();
    for part in printed.split("/**\n").skip(1) {
        let (comment, code) = part.split_once(" */\n").unwrap();
        let code = code.trim();
        let end = if code.starts_with("#define") {
            code.find('\n')
        } else {
            code.find(';').map(|at| at + 1)
        };
        let code = &code[..end.unwrap_or(code.len())];
        let name = if let Some(rest) = code.strip_prefix("#define ") {
            rest.split(' ').next().unwrap()
        } else if code.starts_with("typedef") && !code.contains('(') {
            code.trim_end_matches(';').rsplit(' ').next().unwrap()
        } else if let Some((_, rest)) = code.split_once("(*") {
            rest.split(')').next().unwrap()
        } else {
            let head = code.split('(').next().unwrap();
            head.rsplit([' ', '*']).next().unwrap()
        };
        let lines = comment.lines().map(|line| line.strip_prefix(" *").unwrap());
        let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned());
        items.push(Item {
            name: name.to_owned(),
            comment: lines.collect(),
            code: code.to_owned(),
        });
    }
    items
}

/// The source file, below `folder`, of each item that C sees.
fn sources(folder: &Path) -> BTreeMap<String, String> {
    fn read(root: &Path, folder: &Path, all: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(root, &path, all);
                continue;
            }
            let file = path.strip_prefix(root).unwrap().to_str().unwrap();
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let before = [
                    "pub extern \"C\" fn ",
                    "pub unsafe extern \"C\" fn ",
                    "pub struct ",
                    "pub type ",
                    "pub const ",
                ];
                let item = before.iter().find_map(|before| line.strip_prefix(before));
                let name = item.and_then(|item| {
                    item.split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next()
                });
                if let Some(name) = name.filter(|name| name.to_lowercase().starts_with("acs_")) {
                    all.insert(name.to_owned(), file.to_owned());
                }
            }
        }
    }
    let mut all = BTreeMap::new();
    read(folder, folder, &mut all);
    all
}

/// The names of objects, `acs_T_t`, in C code and comments; numbers and functions have names like these.
fn objects(code: &str) -> impl Iterator<Item = &str> {
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| {
        word.starts_with("acs_")
            && word.ends_with("_t")
            && !matches!(*word, "acs_status_t")
            && !word.ends_with("_callback_t")
            && !word.ends_with("_sink_t")
    })
}

/// Breaks words into lines.
fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
