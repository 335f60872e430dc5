//! The page: calls to watch and to take part in, in a browser. Its files are in the program, and load nothing
//! from anywhere else.

use super::same_origin::POLICY;
use acs_call_automation::internal::{Request, Response};

/// Where the page is.
pub(super) const PATH: &str = "/_emulator/";
/// The folder of its other files.
const FOLDER: &str = "/_emulator/page/";

/// Scripts, styles and data from here only; nothing written into the document, and no frame around it.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal)*) => {
        &[$(($name, include_str!($name))),*]
    };
}

const DOCUMENT: &str = include_str!("index.html");
const FILES: &[(&str, &str)] = files! {
    "api.mjs" "calls.mjs" "clock.mjs" "dom.mjs" "faults.mjs" "icon.svg" "ladder.mjs" "main.mjs" "page.css"
    "participants.mjs" "phone.mjs" "setup.mjs"
};

/// The response to a GET of a file of the page; `None` when the path is none of them.
pub(super) fn response(path: &str) -> Option<Response> {
    if format!("{path}/") == PATH {
        return Some(Response::new(308).with_header("Location", PATH));
    }
    let (name, text) = if path == PATH {
        ("index.html", DOCUMENT)
    } else {
        let name = path.strip_prefix(FOLDER)?;
        *FILES.iter().find(|(known, _)| *known == name)?
    };
    let response = Response::new(200).with_body(media_type(name), text);
    Some(response.with_header(POLICY, CONTENT))
}

/// Leads a person who opens the address of the emulator in a browser to the page; clients of the service send no
/// such request.
pub(super) fn from_address_bar(request: &Request) -> Option<Response> {
    let is_navigation = request.method == "GET"
        && request.path() == "/"
        && request.header("sec-fetch-mode") == Some("navigate");
    is_navigation.then(|| Response::new(307).with_header("Location", PATH))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_loads_its_own_files_only_and_has_no_script_in_it() {
        for attribute in [" href=\"", " src=\""] {
            for rest in DOCUMENT.split(attribute).skip(1) {
                let link = rest.split('"').next().unwrap();
                let name = link.strip_prefix("page/");
                let is_file = FILES.iter().any(|(known, _)| Some(*known) == name);
                assert!(is_file || link.starts_with('#'), "{link}");
            }
        }
        let scripts = DOCUMENT.matches("<script").count();
        assert_eq!(scripts, DOCUMENT.matches("></script>").count());
        for inline in [" style=", " onclick=", "<style", "javascript:"] {
            assert!(!DOCUMENT.contains(inline), "{inline}");
        }
    }

    #[test]
    fn no_file_names_another_host_or_writes_html() {
        for (name, text) in FILES {
            let elsewhere =
                text.matches("://").count() - text.matches("http://www.w3.org/").count();
            let examples = text.matches("http://127.0.0.1").count();
            assert_eq!(elsewhere, examples, "{name}");
            for unsafe_way in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
            ] {
                assert!(!text.contains(unsafe_way), "{name}: {unsafe_way}");
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let known = FILES.iter().any(|(known, _)| *known == name);
            assert!(known || name == "mod.rs" || name == "index.html", "{name}");
        }
    }
}
