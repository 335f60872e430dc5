//! Reads the committed headers: what is declared.

use super::promises::{Promise, Promises};
use crate::common::headers::headers;

#[derive(Debug)]
pub struct Function {
    pub name: String,
    /// The type of the result, such as `acs_status_t` or `const char *`.
    pub returns: String,
    pub parameters: Vec<Parameter>,
    /// What it returns when its object is NULL, if it only reads.
    pub none: String,
    /// What `@since` says; functions of the first version do not say it.
    pub since: String,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    /// Such as `const acs_call_t *`.
    pub kind: String,
    pub promise: Promise,
}

impl Parameter {
    /// Whether NULL is allowed.
    pub fn may_be_null(&self) -> bool {
        self.promise.nullable
    }

    pub fn is_pointer(&self) -> bool {
        self.kind.ends_with('*')
            || self.kind.starts_with("acs_") && !self.kind.ends_with("status_t")
    }

    /// `acs_T_t *` gives T.
    pub fn object(&self) -> Option<&str> {
        object(self.kind.strip_suffix(" *")?)
    }

    /// `acs_T_t **` gives T.
    pub fn result(&self) -> Option<&str> {
        object(self.kind.strip_suffix(" **")?)
    }

    pub fn is_const(&self) -> bool {
        self.kind.starts_with("const ")
    }
}

/// `acs_T_t` gives T.
pub fn object(kind: &str) -> Option<&str> {
    let kind = kind.strip_prefix("const ").unwrap_or(kind);
    kind.strip_prefix("acs_")?.strip_suffix("_t")
}

pub fn functions() -> Vec<Function> {
    let text = headers("h");
    let promises = Promises::read();
    let mut functions = Vec::new();
    for part in text.split("/**").skip(1) {
        let (comment, code) = part.split_once("*/").unwrap();
        // What belongs to the comment ends at the first semicolon or directive.
        let code = code.trim_start();
        if code.starts_with('#') || code.starts_with("typedef") {
            continue;
        }
        let declaration = code.split(';').next().unwrap();
        if let Some((head, arguments)) = declaration.split_once('(') {
            functions.push(function(&promises, comment, head, arguments));
        }
    }
    functions
}

/// Every `#define NAME number`.
pub fn constants() -> Vec<(String, i64)> {
    let text = headers("h");
    let lines = text.lines().filter_map(|line| {
        let mut words = line.strip_prefix("#define ")?.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    });
    lines.collect()
}

fn function(promises: &Promises, comment: &str, head: &str, arguments: &str) -> Function {
    let (returns, name) = typed(head);
    let arguments = arguments.trim_end().strip_suffix(')').unwrap();
    let parameters = arguments.split(',').filter(|one| one.trim() != "void");
    let parameters = parameters.enumerate().map(|(at, one)| {
        let (kind, parameter) = typed(one);
        let promise = promises.of(&name, &parameter, &kind, at == 0);
        Parameter {
            name: parameter,
            kind,
            promise,
        }
    });
    let since = comment.split_once("@since ").map(|(_, rest)| rest);
    let since = since.and_then(|rest| rest.split_whitespace().next());
    Function {
        parameters: parameters.collect(),
        since: since.unwrap_or("0.1.0").to_owned(),
        none: promises.none(&name, &returns),
        returns,
        name,
    }
}

/// `const char *name` in its two parts.
fn typed(declaration: &str) -> (String, String) {
    let words = declaration.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = words.rfind([' ', '*']).unwrap() + 1;
    let (kind, name) = words.split_at(at);
    (kind.trim().to_owned(), name.to_owned())
}
