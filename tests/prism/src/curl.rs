//! The request that a command line of `curl` sends.

use std::fmt::Write as _;

use crate::words::words;

/// The boundary of forms; nothing in the corpus contains it.
const BOUNDARY: &str = "------------------------prism0123456789ab";

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The authority of the URL.
    pub authority: String,
    /// Path and query.
    pub target: String,
    /// The fields besides `Host` and those that frame the body, in order.
    pub headers: Vec<(String, String)>,
    /// The body, where one is sent.
    pub body: Option<String>,
}

/// The options met so far.
#[derive(Debug, Default)]
struct Options {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
    data: Vec<String>,
    parts: Vec<String>,
    cookies: Vec<String>,
    user: Option<String>,
    is_head: bool,
    is_query: bool,
}

impl Request {
    /// Reads a command line; an option that is not known is an error, not a guess.
    pub fn read(line: &str) -> Result<Self, String> {
        let mut words = words(line).into_iter();
        if words.next().as_deref() != Some("curl") {
            return Err("the command is not curl".to_owned());
        }
        let mut options = Options::default();
        while let Some(word) = words.next() {
            if let Some(name) = word.strip_prefix("--") {
                options.long(name, &mut words)?;
            } else if let Some(letters) = word.strip_prefix('-') {
                options.short(letters, &mut words)?;
            } else {
                options.url = Some(word);
            }
        }
        options.request()
    }

    /// The bytes of HTTP/1.1.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {}\r\n", self.method, self.target, self.authority);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if let Some(body) = &self.body {
            let _ = write!(head, "content-length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        head.push_str(self.body.as_deref().unwrap_or_default());
        head.into_bytes()
    }

    /// The value of a field, to be read or replaced.
    pub fn header_mut(&mut self, name: &str) -> Option<&mut String> {
        self.headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Options {
    fn long(&mut self, name: &str, words: &mut impl Iterator<Item = String>) -> Result<(), String> {
        match name {
            "head" => self.short("I", words),
            "get" => self.short("G", words),
            "request" => self.short("X", words),
            "header" => self.short("H", words),
            "data" | "data-raw" => self.short("d", words),
            "form" => self.short("F", words),
            "cookie" => self.short("b", words),
            "user" => self.short("u", words),
            "url" => {
                self.url = words.next();
                Ok(())
            }
            "location" | "silent" | "include" => Ok(()),
            _ => Err(format!("--{name} is not known")),
        }
    }

    /// A run of letters; the first that takes a value takes the rest, or the next word.
    fn short(&mut self, letters: &str, words: &mut impl Iterator<Item = String>) -> Result<(), String> {
        for (at, letter) in letters.char_indices() {
            match letter {
                'i' | 's' | 'L' => {}
                'I' => self.is_head = true,
                'G' => self.is_query = true,
                _ => {
                    let rest = letters.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty());
                    let value = rest.map(str::to_owned).or_else(|| words.next());
                    return self.value(letter, value.ok_or_else(|| format!("-{letter} has no value"))?);
                }
            }
        }
        Ok(())
    }

    fn value(&mut self, letter: char, value: String) -> Result<(), String> {
        match letter {
            'X' => self.method = Some(value),
            'H' => self.headers.push(value),
            'd' => self.data.push(value),
            'F' => self.parts.push(value),
            'b' => self.cookies.push(value),
            'u' => self.user = Some(value),
            _ => return Err(format!("-{letter} is not known")),
        }
        Ok(())
    }

    fn request(self) -> Result<Request, String> {
        let url = self.url.as_deref().ok_or("no URL")?;
        let (_, rest) = url.split_once("://").ok_or("the URL has no scheme")?;
        let slash = rest.find('/').unwrap_or(rest.len());
        let (authority, target) = rest.split_at(slash);
        let mut target = if target.is_empty() { "/".to_owned() } else { target.to_owned() };
        let data = (!self.data.is_empty()).then(|| self.data.join("&"));
        let mut body = None;
        let mut content_type = None;
        match data {
            Some(data) if self.is_query => {
                target.push(if target.contains('?') { '&' } else { '?' });
                target.push_str(&data);
            }
            Some(data) => {
                body = Some(data);
                content_type = Some("application/x-www-form-urlencoded".to_owned());
            }
            None if !self.parts.is_empty() => {
                body = Some(form(&self.parts)?);
                content_type = Some(format!("multipart/form-data; boundary={BOUNDARY}"));
            }
            None => {}
        }
        let standard = if self.is_head {
            "HEAD"
        } else if body.is_some() {
            "POST"
        } else {
            "GET"
        };
        Ok(Request {
            method: self.method.clone().unwrap_or_else(|| standard.to_owned()),
            authority: authority.to_owned(),
            target,
            headers: self.fields(content_type)?,
            body,
        })
    }

    /// The fields: curl's own, each replaced or taken away by one of the same name. The type of a form is curl's in any
    /// case, because only curl knows the boundary.
    fn fields(&self, content_type: Option<String>) -> Result<Vec<(String, String)>, String> {
        let mut fields = vec![("user-agent".to_owned(), "curl/8".to_owned()), ("accept".to_owned(), "*/*".to_owned())];
        fields.extend(content_type.map(|value| ("content-type".to_owned(), value)));
        if !self.cookies.is_empty() {
            fields.push(("cookie".to_owned(), self.cookies.join("; ")));
        }
        if self.user.is_some() {
            return Err("-u needs Basic credentials, which no case has".to_owned());
        }
        for header in &self.headers {
            let (name, value) = header.split_once(':').ok_or_else(|| format!("{header} is no field"))?;
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "content-type" && !self.parts.is_empty() {
                continue;
            }
            fields.retain(|(known, _)| {
                *known != name || !["user-agent", "accept", "content-type"].contains(&known.as_str())
            });
            if !value.is_empty() {
                fields.push((name, value.to_owned()));
            }
        }
        Ok(fields)
    }
}

/// A body of `multipart/form-data` (RFC 7578) with text parts only.
fn form(parts: &[String]) -> Result<String, String> {
    let mut body = String::new();
    for part in parts {
        let (name, value) = part.split_once('=').ok_or_else(|| format!("{part} is no part"))?;
        if value.starts_with(['@', '<']) {
            return Err("parts from files are not known".to_owned());
        }
        let _ = write!(body, "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    let _ = write!(body, "--{BOUNDARY}--\r\n");
    Ok(body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::Request;

    fn sent(line: &str) -> String {
        String::from_utf8(Request::read(line).unwrap().bytes()).unwrap()
    }

    #[test]
    fn methods_are_those_curl_would_use() {
        assert!(sent("curl -i http://h:1/a?b=c").starts_with("GET /a?b=c HTTP/1.1\r\nhost: h:1\r\n"));
        assert!(sent("curl -sIXGET http://h/a").starts_with("GET /a "));
        assert!(sent("curl --head http://h").starts_with("HEAD / "));
        assert!(sent("curl http://h/a -d x=1").starts_with("POST /a "));
        assert!(sent("curl -G http://h/a -d x=1").starts_with("GET /a?x=1 "));
    }

    #[test]
    fn a_field_of_the_same_name_replaces_curls_own() {
        let json = sent("curl http://h/ -H 'Content-Type: application/json' --data '{}' -H Accept:");
        assert!(json.ends_with("content-type: application/json\r\ncontent-length: 2\r\n\r\n{}"), "{json}");
        assert!(!json.contains("accept"), "{json}");
    }

    #[test]
    fn a_form_has_the_boundary_of_its_parts() {
        let form = sent("curl -X POST http://h/ -H 'Content-Type: multipart/form-data' -F a=1 -F 'b=2 3'");
        assert_eq!(form.matches("content-type: multipart/form-data; boundary=").count(), 1, "{form}");
        assert_eq!(form.matches(super::BOUNDARY).count(), 4, "{form}");
        assert!(form.contains("name=\"b\"\r\n\r\n2 3\r\n--"), "{form}");
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        assert!(Request::read("curl --http3 http://h/").is_err());
        assert!(Request::read("wget http://h/").is_err());
        assert!(Request::read("curl -F a=@file http://h/").is_err());
    }
}
