//! Writes the program.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::header::{Function, Parameter, object};
use super::promises::unlimited;
use super::recipes::{Recipe, identifier, recipe, string};

/// How a call must end.
#[derive(Clone, Copy, PartialEq)]
enum End<'a> {
    /// With this status, or this value.
    Is(&'a str),
    /// In any way but a panic, and not for its input.
    Accepted,
    /// In any way but a panic.
    Any,
}

impl End<'_> {
    fn in_c(self) -> String {
        match self {
            Self::Is(status) => status.to_owned(),
            Self::Accepted => "ACCEPTED".to_owned(),
            Self::Any => "ANY".to_owned(),
        }
    }
}

/// The C source. `world` is the text of the file with the objects that recipes use.
pub fn write(functions: &[Function], world: &str) -> String {
    let known = Known::new(functions, world);
    let mut tests = String::new();
    for function in functions {
        Cases {
            function,
            recipe: recipe(&function.name),
            known: &known,
            text: &mut tests,
        }
        .write();
    }
    let mut text = String::from("/* Made by tests/ffi_matrix from the header. */\n");
    text.push_str(&known.objects());
    text.push_str("#include \"matrix_world.h\"\n\n");
    text.push_str(&tests);
    text.push_str(&known.end());
    text.push_str("int main(int argc, char **argv) {\n    RUN(argc, argv");
    for function in functions {
        write!(text, ",\n        STORY(each_way_of_{})", function.name).unwrap();
    }
    text.push_str(",\n        STORY(the_end));\n}\n");
    text
}

/// Which types there are, and how their objects are made.
struct Known<'a> {
    world: &'a str,
    types: BTreeSet<&'a str>,
    free: BTreeSet<&'a str>,
    new: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(functions: &'a [Function], world: &'a str) -> Self {
        let all = functions.iter().flat_map(|function| &function.parameters);
        let used = all.filter_map(|one| one.object().or(one.result()).or(item(one)));
        let named = |suffix: &'static str| {
            functions
                .iter()
                .filter(move |one| suffix != "_new" || one.parameters.is_empty())
                .filter_map(move |one| one.name.strip_prefix("acs_")?.strip_suffix(suffix))
                .collect()
        };
        Self {
            world,
            types: used.collect(),
            free: named("_free"),
            new: named("_new"),
        }
    }

    fn is_freed(&self, object: &str) -> bool {
        self.free.contains(object)
    }

    /// The world has a function of this name, without arguments.
    fn world_has(&self, name: &str) -> bool {
        self.world.contains(&format!("{name}(void) {{"))
    }

    fn the(&self, object: &str, user: &str) -> String {
        self.must_be_made(object, user);
        format!("the_{object}()")
    }

    fn fresh(&self, object: &str, user: &str) -> String {
        self.must_be_made(object, user);
        format!("make_{object}()")
    }

    fn must_be_made(&self, object: &str, user: &str) {
        assert!(
            self.new.contains(object)
                || self.world_has(&format!("make_{object}"))
                || self.world_has(&format!("the_{object}")),
            "{user} needs an object: write make_{object}() into ffi-tests/matrix_world.h"
        );
    }

    /// Makers, and one object of each type that is shared.
    fn objects(&self) -> String {
        let mut text = String::from("#include \"check.h\"\n\n");
        for object in &self.types {
            let made = self.world_has(&format!("make_{object}"));
            if made || self.new.contains(object) {
                writeln!(text, "static acs_{object}_t *make_{object}(void);").unwrap();
            }
            let own = self.world_has(&format!("the_{object}"));
            if own {
                writeln!(text, "static const acs_{object}_t *the_{object}(void);").unwrap();
            } else if made || self.new.contains(object) {
                write!(
                    text,
                    "static acs_{object}_t *shared_{object};\n\
                     static inline acs_{object}_t *the_{object}(void) {{\n    \
                     if (shared_{object} == NULL) shared_{object} = make_{object}();\n    \
                     return shared_{object};\n}}\n"
                )
                .unwrap();
            }
            if !made && self.new.contains(object) {
                writeln!(
                    text,
                    "static inline acs_{object}_t *make_{object}(void) {{ return acs_{object}_new(); }}"
                )
                .unwrap();
            }
        }
        text
    }

    /// Frees what was shared.
    fn end(&self) -> String {
        let mut text = String::from("static void the_end(void) {\n");
        for object in &self.types {
            let own = self.world_has(&format!("the_{object}"));
            let made = self.world_has(&format!("make_{object}")) || self.new.contains(object);
            if made && !own {
                writeln!(text, "    acs_{object}_free(shared_{object});").unwrap();
            }
        }
        text.push_str("    world_ends();\n}\n\n");
        text
    }
}

/// `const acs_T_t *const *` gives T.
fn item(parameter: &Parameter) -> Option<&str> {
    object(parameter.kind.strip_suffix(" *const *")?)
}

struct Cases<'a> {
    function: &'a Function,
    recipe: Recipe,
    known: &'a Known<'a>,
    text: &'a mut String,
}

/// One argument of one case.
struct Argument {
    before: String,
    given: String,
    after: String,
}

impl Cases<'_> {
    fn write(&mut self) {
        writeln!(
            self.text,
            "static void each_way_of_{}(void) {{",
            self.function.name
        )
        .unwrap();
        self.case("the good way", End::Is(self.recipe.gives), None);
        self.submitted();
        for parameter in &self.function.parameters {
            self.bad_ways(parameter);
        }
        self.text.push_str("}\n\n");
    }

    /// The good way on a handle that submits: nothing is returned, and the completion has the status.
    fn submitted(&mut self) {
        let function = self.function;
        let Some(subject) = function.parameters.first().filter(|_| submits(function)) else {
            return;
        };
        let name = &subject.name;
        let on = self.argument(subject, None, true);
        let mut before = on.before;
        let mut given = vec!["later".to_owned()];
        let mut after = String::new();
        for pair in function.parameters.windows(2) {
            let [follows, parameter] = pair else { continue };
            let argument = self.argument(parameter, Some(follows), true);
            before.push_str(&argument.before);
            given.push(argument.given);
            if parameter.result().is_none() {
                after.push_str(&argument.after);
            } else if parameter.name != "error" {
                writeln!(after, "        CHECK({} == NULL);", parameter.name).unwrap();
            }
        }
        let (call, gives) = (&function.name, self.recipe.gives);
        write!(
            self.text,
            "    {{ /* submitted */\n        doing(\"submitted\");\n{before}        \
             acs_{name}_t *later = submitting_{name}({});\n        {}\n        \
             const acs_status_t status = {call}({});\n        \
             completes(status, error, \"{call}\", {gives});\n        \
             acs_{name}_free(later);\n{after}{}    }}\n",
            on.given,
            self.recipe.before,
            given.join(", "),
            on.after,
        )
        .unwrap();
    }

    fn gives_status(&self) -> bool {
        let reads = ["acs_error_status", "acs_completion_status"];
        self.function.returns == "acs_status_t" && !reads.contains(&self.function.name.as_str())
    }

    fn bad_ways(&mut self, parameter: &Parameter) {
        let name = parameter.name.as_str();
        let none = self.none();
        let refused = End::Is(if self.gives_status() {
            "ACS_INVALID_INPUT"
        } else {
            &none
        });
        if parameter.is_pointer() {
            if parameter.kind == "size_t *" && parameter.may_be_null() {
                self.case(
                    &format!("{name} may be NULL"),
                    End::Any,
                    Some((name, "NULL")),
                );
            } else if parameter.may_be_null() && self.gives_status() {
                self.case(
                    &format!("{name} may be NULL"),
                    End::Accepted,
                    Some((name, "NULL")),
                );
            } else {
                self.case(&format!("{name} is NULL"), refused, Some((name, "NULL")));
            }
        }
        match parameter.kind.as_str() {
            "const char *" => self.case(
                &format!("{name} is not UTF-8"),
                refused,
                Some((name, r#""\xff\xfe""#)),
            ),
            "const char *const *" => self.case(
                &format!("{name} has one that is not UTF-8"),
                refused,
                Some((name, r#"(const char *[]){"\xff\xfe", "\xff\xfe"}"#)),
            ),
            "int" | "acs_status_t" => {
                // Names are there for any number.
                let refused = if self.gives_status() {
                    refused
                } else {
                    End::Any
                };
                for value in ["-1", "INT_MIN", "INT_MAX"] {
                    self.case(&format!("{name} is {value}"), refused, Some((name, value)));
                }
            }
            "int64_t" => self.numbers(parameter, refused),
            "size_t" => self.case(
                &format!("{name} is huge"),
                refused,
                Some((name, "SIZE_MAX")),
            ),
            _ => {}
        }
        if let Some(object) = item(parameter) {
            let list = format!("(const acs_{object}_t *[]){{NULL, NULL}}");
            self.case(&format!("{name} has NULL"), refused, Some((name, &list)));
        }
    }

    fn numbers(&mut self, parameter: &Parameter, refused: End<'_>) {
        let name = parameter.name.as_str();
        let may_be_negative = !name.ends_with("_ms");
        let any = may_be_negative || unlimited(&self.function.name, name);
        for (value, any) in [
            ("-1", any),
            ("INT64_MIN", may_be_negative),
            ("INT64_MAX", true),
        ] {
            let end = if any { End::Any } else { refused };
            self.case(&format!("{name} is {value}"), end, Some((name, value)));
        }
        let Some((least, most)) = parameter.promise.range else {
            return;
        };
        let refused = if parameter.promise.late {
            End::Any
        } else {
            refused
        };
        let outside = std::iter::once(least - 1).chain(most.map(|most| most + 1));
        for value in outside {
            let what = format!("{name} is {value}, out of its range");
            self.case(&what, refused, Some((name, &value.to_string())));
        }
        for value in [Some(least), most].into_iter().flatten() {
            let what = format!("{name} is {value}, the end of its range");
            if self.function.name.contains("_set_") {
                self.case(&what, End::Accepted, Some((name, &value.to_string())));
            }
        }
    }

    /// What a function that only reads returns for no object.
    fn none(&self) -> String {
        let asked = &self.function.parameters;
        if let Some(otherwise) = asked.iter().find(|one| one.name == "otherwise") {
            return self.argument(otherwise, None, false).given;
        }
        self.function.none.clone()
    }

    /// One call, with one argument other than in the good way.
    fn case(&mut self, what: &str, end: End<'_>, other: Option<(&str, &str)>) {
        let function = self.function;
        let works = end == End::Accepted || other.is_none();
        let mut before = String::new();
        let mut given = Vec::new();
        let mut after = String::new();
        for (at, parameter) in function.parameters.iter().enumerate() {
            let follows = at.checked_sub(1).map(|at| &function.parameters[at]);
            let argument = match other {
                Some((name, value)) if name == parameter.name => Argument {
                    before: String::new(),
                    given: value.to_owned(),
                    after: String::new(),
                },
                Some((name, "NULL"))
                    if works && parameter.kind == "size_t" && pairs(function, name, parameter) =>
                {
                    Argument {
                        before: String::new(),
                        given: "0".to_owned(),
                        after: String::new(),
                    }
                }
                _ => self.argument(parameter, follows, works),
            };
            before.push_str(&argument.before);
            given.push(argument.given);
            after.push_str(&argument.after);
        }
        let call = format!("{}({})", function.name, given.join(", "));
        let hook = self.recipe.before;
        writeln!(self.text, "    {{ /* {} */", what.replace("*/", "")).unwrap();
        writeln!(self.text, "        doing({what:?});").unwrap();
        self.text.push_str(&before);
        if !hook.is_empty() {
            writeln!(self.text, "        {hook}").unwrap();
        }
        let line = if self.gives_status() {
            let error = if given.last().is_some_and(|last| last == "&error") {
                "error"
            } else {
                "NULL"
            };
            let told = if function.name.ends_with("_and_wait") && error == "error" {
                "\n        CHECK(status == ACS_OK || error != NULL);"
            } else {
                ""
            };
            format!(
                "const acs_status_t status = {call};{told}\n        ends(status, {}, {error});",
                end.in_c()
            )
        } else {
            self.reading(&call, end, other.is_some())
        };
        writeln!(self.text, "        {line}").unwrap();
        self.text.push_str(&after);
        self.text.push_str("    }\n");
    }

    /// The call of a function that gives no status.
    fn reading(&self, call: &str, end: End<'_>, bad: bool) -> String {
        let returns = &self.function.returns;
        if returns == "void" {
            return format!("{call};");
        }
        let kind = if returns.ends_with('*') {
            returns.clone()
        } else {
            format!("{returns} ")
        };
        let mut line = format!("{kind}found = {call};\n        (void)found;");
        if let End::Is(none) = end {
            match none {
                _ if !bad => {}
                "SOME" => line.push_str("\n        CHECK(found != NULL);"),
                none => write!(line, "\n        CHECK(found == {none});").unwrap(),
            }
        }
        if !returns.starts_with("const ") {
            if let Some(object) = returns.strip_suffix(" *").and_then(object) {
                write!(line, "\n        acs_{object}_free(found);").unwrap();
            }
        }
        line
    }

    fn argument(
        &self,
        parameter: &Parameter,
        follows: Option<&Parameter>,
        works: bool,
    ) -> Argument {
        let user = &self.function.name;
        let name = &parameter.name;
        let plain = |given: String| Argument {
            before: String::new(),
            given,
            after: String::new(),
        };
        let kind = parameter.object().filter(|object| *object == "identifier");
        let of_kind = kind.and_then(|_| identifier(name));
        if let Some(given) = self.recipe.argument(name).or(of_kind) {
            return plain(given.to_owned());
        }
        if let Some(given) = &parameter.promise.good {
            return plain(given.clone());
        }
        if let Some(object) = parameter.result() {
            return self.result(object, name);
        }
        if let Some(object) = parameter.object() {
            return self.object(parameter, object, works);
        }
        if let Some(object) = item(parameter) {
            let one = self.known.the(object, user);
            return plain(format!("(const acs_{object}_t *[]){{{one}, {one}}}"));
        }
        plain(match parameter.kind.as_str() {
            "const char *" => string(name).to_owned(),
            "const char *const *" => r#"(const char *[]){"one", "two"}"#.to_owned(),
            "const uint8_t *" => r#"(const uint8_t *)"{}""#.to_owned(),
            "int" | "int64_t" => parameter
                .promise
                .range
                .map_or(0, |range| range.0)
                .to_string(),
            "acs_status_t" => "ACS_OK".to_owned(),
            "double" => "1.5".to_owned(),
            // The length of what comes before it, or an index.
            "size_t" => {
                let list = follows.is_some_and(|before| before.kind.contains("*const *"));
                let bytes = follows.is_some_and(|before| before.kind.contains("uint8_t"));
                if list || bytes { "2" } else { "0" }.to_owned()
            }
            "size_t *" => "&(size_t){0}".to_owned(),
            "int *" => "&(int){0}".to_owned(),
            "void *" => "&a_place".to_owned(),
            function if function.starts_with("acs_") => format!("some_{function}"),
            other => panic!("{user}: no rule for {name}, which is {other}"),
        })
    }

    fn result(&self, object: &str, name: &str) -> Argument {
        let after = if name == "error" {
            // `ends` looks at it and frees it.
            String::new()
        } else {
            assert!(self.known.is_freed(object), "acs_{object}_t has no _free");
            let given = self.given(name);
            format!(
                "        CHECK(({name} != NULL && {name} != (void *)&a_place) == {given});\n        \
                 if ({given}) acs_{object}_free({name});\n        \
                 else CHECK({name} == NULL);\n"
            )
        };
        Argument {
            before: format!("        acs_{object}_t *{name} = (void *)&a_place;\n"),
            given: format!("&{name}"),
            after,
        }
    }

    /// With which status a result of this name is given.
    fn given(&self, name: &str) -> &'static str {
        let waits = self.function.name.ends_with("_wait");
        match name {
            "event" if waits => "reports_an_event(status)",
            "pending" => "(status == ACS_TIMEOUT)",
            _ => "(status == ACS_OK)",
        }
    }

    fn object(&self, parameter: &Parameter, object: &str, works: bool) -> Argument {
        let (user, name) = (&self.function.name, &parameter.name);
        let spent = works && self.recipe.spends == name;
        if parameter.is_const() && !spent {
            return Argument {
                before: String::new(),
                given: self.known.the(object, user),
                after: String::new(),
            };
        }
        let fresh = self.known.fresh(object, user);
        let freed = *user == format!("acs_{object}_free");
        Argument {
            before: format!("        acs_{object}_t *{name} = {fresh};\n"),
            given: name.clone(),
            after: if freed {
                String::new()
            } else {
                format!("        acs_{object}_free({name});\n")
            },
        }
    }
}

/// Functions of clients and calls that send nothing, or cannot be submitted.
const AT_ONCE: [&str; 10] = [
    "acs_client_abort",
    "acs_client_call_by_id",
    "acs_client_call_of",
    "acs_client_download_recording",
    "acs_client_set_access_key",
    "acs_client_submit_to",
    "acs_client_submit_to_subscription",
    "acs_call_participant_pages",
    "acs_call_submit_to",
    "acs_call_submit_to_subscription",
];

/// Whether an operation is submitted by a handle that does.
fn submits(function: &Function) -> bool {
    let subject = function.parameters.first();
    function.returns == "acs_status_t"
        && !AT_ONCE.contains(&function.name.as_str())
        && subject.is_some_and(|one| {
            matches!(
                one.kind.as_str(),
                "const acs_client_t *" | "const acs_call_t *"
            )
        })
}

/// Whether this is the length of the list or the bytes of that name.
fn pairs(function: &Function, name: &str, length: &Parameter) -> bool {
    let is_text = |one: &&Parameter| one.kind == "const uint8_t *" || one.kind.contains("*const *");
    let list = function.parameters.iter().filter(is_text);
    let mut list = list.filter(|one| one.name == name);
    list.any(|list| {
        length.name == "length"
            || length.name.contains("count")
            || length.name.starts_with(&list.name)
    })
}
