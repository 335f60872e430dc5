//! Writes the C functions of the options, in Rust: `capi/src/options/generated/`.

use std::fmt::Write;

use crate::text::rust_comment;

use super::table::{Enum, Kind, Param, ParamKind, Row, Table, Type};

pub const FOLDER: &str = "capi/src/options/generated";

/// File names and texts.
pub fn write(table: &Table) -> Vec<(String, String)> {
    let mut files = vec![
        ("mod.rs".to_owned(), modules(table)),
        ("constants.rs".to_owned(), constants(table)),
    ];
    for one in &table.types {
        files.push((format!("{}.rs", one.name), functions(table, one)));
    }
    files
}

const MADE: &str = "// Written by tests/generated from capi/surface/options.toml; do not edit.\n";

fn modules(table: &Table) -> String {
    let mut out = format!(
        "//! Option types of C, in the order of the header.\n{MADE}\npub(crate) mod constants;\n"
    );
    for one in &table.types {
        writeln!(out, "mod {};", one.name).unwrap();
    }
    out.push_str("\npub use constants::*;\n");
    for one in &table.types {
        writeln!(out, "pub use {}::*;", one.name).unwrap();
    }
    out
}

fn constants(table: &Table) -> String {
    let mut out =
        format!("//! The constants that options take.\n{MADE}\nuse crate::options::names::*;\n");
    for one in &table.enums {
        out.push('\n');
        for (name, number, _, text) in &one.values {
            writeln!(out, "/// {text}").unwrap();
            writeln!(out, "pub const {}_{name}: c_int = {number};", one.prefix).unwrap();
        }
        if !one.rust.is_empty() {
            reader(&mut out, one);
        }
    }
    out
}

/// The function that turns a number of C into the Rust enum.
fn reader(out: &mut String, of: &Enum) {
    let (name, rust, prefix) = (of.reader(), &of.rust, &of.prefix);
    writeln!(
        out,
        "\npub(crate) fn {name}(given: c_int, field: &'static str) -> Result<{rust}> {{\n    \
         use {rust} as Rust;\n    match given {{"
    )
    .unwrap();
    for (constant, _, variant, _) in &of.values {
        writeln!(out, "        {prefix}_{constant} => Ok(Rust::{variant}),").unwrap();
    }
    writeln!(
        out,
        "        _ => Err(Error::invalid(field, \"must be one of {prefix}_...\")),\n    }}\n}}"
    )
    .unwrap();
}

fn functions(table: &Table, of: &Type) -> String {
    let (name, rust) = (&of.name, of.rust_name());
    let mut out = format!(
        "//! {}\n{MADE}\nuse {};\n\nuse crate::options::names::*;\n\n",
        of.text.lines().next().unwrap(),
        of.rust
    );
    rust_comment(&mut out, "", &of.text);
    let lent = if of.lends_identifiers {
        ", pub(crate) Kept<acs_identifier_t>"
    } else {
        ""
    };
    writeln!(
        out,
        "pub struct acs_{name}_t(pub(crate) Options<{rust}>{lent});\n"
    )
    .unwrap();
    match &of.check {
        None => writeln!(out, "impl Checked for {rust} {{}}\n").unwrap(),
        Some(check) => writeln!(
            out,
            "impl Checked for {rust} {{\n    fn check(&self) -> Result<()> {{\n        {check}\n    }}\n}}\n"
        )
        .unwrap(),
    }
    writeln!(out, "holds!(acs_{name}_t, {rust});").unwrap();
    let object = match of.object.replace('_', " ") {
        several if several.ends_with('s') => several,
        one if one.starts_with(['a', 'e', 'i', 'o']) => format!("an {one}"),
        one => format!("a {one}"),
    };
    if of.new.is_empty() {
        let doc = format!("Creates {object} in which nothing is set.");
        constructor(
            &mut out,
            of,
            "new",
            &doc,
            &[],
            &format!("Options::new({rust}::new())"),
        );
    }
    for new in &of.new {
        let value = format!("Options::made({})", new.make);
        constructor(&mut out, of, &new.name, &new.text, &new.param, &value);
    }
    let copied = if of.is_for_emulator() {
        "; the emulator keeps its copy"
    } else {
        ""
    };
    writeln!(
        out,
        "\n/// Frees {object}{copied}.\n#[unsafe(no_mangle)]\n\
         pub unsafe extern \"C\" fn acs_{name}_free(\n    {0}: *mut acs_{name}_t,\n) {{\n    free({0});\n}}",
        of.object
    )
    .unwrap();
    for row in table.rows(of) {
        setter(&mut out, table, of, row);
    }
    out
}

fn constructor(
    out: &mut String,
    of: &Type,
    function: &str,
    doc: &str,
    params: &[Param],
    value: &str,
) {
    let name = &of.name;
    out.push('\n');
    rust_comment(out, "", doc);
    param_docs(out, params);
    let unsafely = if params.iter().any(|one| one.c_type().starts_with('*')) {
        "unsafe "
    } else {
        ""
    };
    let params: String = params
        .iter()
        .map(|one| format!("\n    {}: {},", one.name, one.c_type()))
        .collect();
    let end = if params.is_empty() { "" } else { "\n" };
    let lent = if of.lends_identifiers {
        ", Kept::default()"
    } else {
        ""
    };
    writeln!(
        out,
        "#[unsafe(no_mangle)]\npub {unsafely}extern \"C\" fn acs_{name}_{function}({params}{end}) -> *mut acs_{name}_t {{\n    \
         make(move || acs_{name}_t({value}{lent}))\n}}"
    )
    .unwrap();
}

impl Param {
    fn c_type(&self) -> &'static str {
        match self.kind {
            ParamKind::Text => "*const c_char",
            ParamKind::Texts => "*const *const c_char",
            ParamKind::Count => "usize",
            ParamKind::Number => "i64",
            ParamKind::Int | ParamKind::Enum => "c_int",
            ParamKind::Identifier => "*const acs_identifier_t",
        }
    }
}

fn param_docs(out: &mut String, params: &[Param]) {
    if !params.is_empty() {
        out.push_str("///\n");
    }
    for param in params {
        rust_comment(
            out,
            "    ",
            &format!("@param {} {}", param.name, param.text),
        );
    }
}

/// The sentences about an option: what it is, its range, its default, notes.
pub fn sentences(row: &Row, text: &str, range: Option<String>, default: Option<&str>) -> String {
    let mut out = text.to_owned();
    if let Some(range) = range {
        let colon = if text.contains(':') { ";" } else { ":" };
        write!(out, "{colon} {range}").unwrap();
    }
    out.push('.');
    if let Some(default) = default {
        write!(out, " Default: {default}.").unwrap();
    }
    if let Some(note) = &row.note {
        write!(out, " {note}").unwrap();
    }
    out
}

fn setter_doc(table: &Table, row: &Row) -> String {
    let verb = match row.kind {
        _ if row.add => "Adds",
        Kind::Switch => "Specifies that",
        _ => "Sets",
    };
    let range = match row.kind {
        Kind::Flag => Some("1 or 0".to_owned()),
        Kind::Enum => Some(table.constants(&row.of).names()),
        _ => row.range(),
    };
    let default = match (row.kind, row.default.as_deref()) {
        (Kind::Flag, Some(text)) => Some(text.replace("true", "1").replace("false", "0")),
        (_, text) => text.map(str::to_owned),
    };
    sentences(
        row,
        &format!("{verb} {}", row.text),
        range,
        default.as_deref(),
    )
}

fn setter(out: &mut String, table: &Table, of: &Type, row: &Row) {
    let (name, object) = (row.function(of), &of.object);
    out.push('\n');
    rust_comment(out, "", &setter_doc(table, row));
    param_docs(out, &row.param);
    let params: String = params(row)
        .iter()
        .map(|(name, kind)| format!("    {name}: {kind},\n"))
        .collect();
    writeln!(
        out,
        "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn {name}(\n    {object}: *mut acs_{}_t,\n{params}) -> acs_status_t {{\n    {}\n}}",
        of.name,
        body(table, of, row)
    )
    .unwrap();
}

fn params(row: &Row) -> Vec<(String, String)> {
    if row.kind == Kind::Custom {
        let params = row.param.iter();
        return params
            .map(|one| (one.name.clone(), one.c_type().to_owned()))
            .collect();
    }
    let kind = match row.kind {
        Kind::Text | Kind::PhoneNumber | Kind::Tones => "*const c_char".to_owned(),
        Kind::Flag | Kind::Enum => "c_int".to_owned(),
        Kind::Number | Kind::Ms => "i64".to_owned(),
        Kind::Identifier | Kind::User | Kind::TeamsApp => "*const acs_identifier_t".to_owned(),
        Kind::PlaySource => "*const acs_play_source_t".to_owned(),
        Kind::Options | Kind::Object => format!("*const acs_{}_t", row.of),
        Kind::Pair => {
            let text = "*const c_char".to_owned();
            return vec![
                ("name".to_owned(), text.clone()),
                ("value".to_owned(), text),
            ];
        }
        Kind::Failure => {
            return ["code", "sub_code"]
                .map(|name| (name.to_owned(), "i64".to_owned()))
                .into();
        }
        Kind::Switch | Kind::Custom => return Vec::new(),
    };
    vec![(row.parameter(), kind)]
}

fn body(table: &Table, of: &Type, row: &Row) -> String {
    let (rust, object) = (of.rust_name(), &of.object);
    let field = of.field(row);
    let set = if row.add { "add" } else { "set" };
    let given = row.parameter();
    let method = format!("{rust}::{}", row.name);
    let apply = row.apply.clone().unwrap_or(method);
    let several = |names: &str| format!("|options, ({names})| options.{}({names})", row.name);
    let read = |reader: String| {
        format!(
            "{set}(\n        {object},\n        {field},\n        move |field| {reader},\n        {apply},\n    )"
        )
    };
    if let Some(reader) = &row.read {
        return read(format!("read::{reader}({given}, field)"));
    }
    match row.kind {
        Kind::Text => format!("{set}_text({object}, {field}, {given}, {apply})"),
        Kind::Flag => format!("set_flag({object}, {field}, {given}, {apply})"),
        Kind::Number => format!("set_count({object}, {field}, {given}, {apply})"),
        Kind::Ms => format!("set_millis({object}, {field}, {given}, {apply})"),
        Kind::Options => format!("set_nested({object}, {field}, {given}, {apply})"),
        Kind::Pair => format!(
            "add_pair({object}, {field}, name, value, {})",
            several("name, value")
        ),
        Kind::Switch => format!(
            "{set}({object}, {field}, |_| Ok(()), |options, ()| options.{}())",
            row.name
        ),
        Kind::Failure => format!(
            "{set}({object}, {field}, move |_| read::failure(code, sub_code), {})",
            several("code, sub_code")
        ),
        Kind::PhoneNumber => read(format!("read::phone_number({given}, field)")),
        Kind::Tones => read(format!("read::tones({given}, field)")),
        Kind::Enum => {
            let reader = table.constants(&row.of).reader();
            read(format!("constants::{reader}({given}, field)"))
        }
        Kind::Identifier => read(format!("read::any_identifier({given}, field)")),
        Kind::User => read(format!("read::communication_user({given}, field)")),
        Kind::TeamsApp => read(format!("read::teams_app({given}, field)")),
        Kind::PlaySource => read(format!("read::play_source({given}, field)")),
        Kind::Object => format!(
            "set(\n        {object},\n        {field},\n        move |field| handle({given}, field),\n        \
             |options, it| options.{}(it.inner()),\n    )",
            row.name
        ),
        Kind::Custom => {
            let names = row.param.iter().map(|one| one.name.as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            let apply = match row.args.as_slice() {
                [] => apply,
                args => several(&args.join(", ")),
            };
            format!(
                "{set}(\n        {object},\n        {field},\n        move |field| read::{}(field, {names}),\n        {apply},\n    )",
                row.name
            )
        }
    }
}
