//! The formats that are asserted: one table of names, of what each speaks of, and of what is checked.

/// A format of strings that is checked by a function of the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the formats")]
pub enum Format {
    Byte,
    Date,
    DateTime,
    Decimal,
    Duration,
    Email,
    Hostname,
    IdnEmail,
    IdnHostname,
    Ipv4,
    Ipv6,
    Iri,
    IriReference,
    JsonPointer,
    Regex,
    RelativeJsonPointer,
    Time,
    Uri,
    UriReference,
    UriTemplate,
    Uuid,
}

/// A format of numbers: bounds, and whether a number must be an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberFormat {
    /// The least number, as JSON.
    pub least: &'static str,
    /// The greatest number, as JSON.
    pub most: &'static str,
    /// Whether it has no fractional part.
    pub is_integer: bool,
}

/// What a format asserts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assertion {
    /// A string is checked by a function.
    Text(Format),
    /// A number is held within bounds.
    Number(NumberFormat),
    /// Every string has the format.
    Nothing,
}

impl Assertion {
    /// `string` or `number`: the type the format says something about.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Text(_) | Self::Nothing => "string",
            Self::Number(_) => "number",
        }
    }
}

/// One format.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The value of `format`.
    pub name: &'static str,
    /// What it asserts.
    pub assertion: Assertion,
    /// The same in words.
    pub meaning: &'static str,
}

const fn text(name: &'static str, format: Format, meaning: &'static str) -> Row {
    Row { name, assertion: Assertion::Text(format), meaning }
}

const fn integer(name: &'static str, least: &'static str, most: &'static str, meaning: &'static str) -> Row {
    Row { name, assertion: Assertion::Number(NumberFormat { least, most, is_integer: true }), meaning }
}

const fn real(name: &'static str, least: &'static str, most: &'static str, meaning: &'static str) -> Row {
    Row { name, assertion: Assertion::Number(NumberFormat { least, most, is_integer: false }), meaning }
}

const fn free(name: &'static str, meaning: &'static str) -> Row {
    Row { name, assertion: Assertion::Nothing, meaning }
}

const INT64: (&str, &str) = ("-9223372036854775808", "9223372036854775807");

/// Every format that is not listed by the build as unchecked, by name.
pub const TABLE: &[Row] = &[
    free("binary", "any string"),
    text("byte", Format::Byte, "base64 with padding, in canonical form (RFC 4648 section 4)"),
    text("date", Format::Date, "a date of the Gregorian calendar (RFC 3339, `full-date`)"),
    text("date-time", Format::DateTime, "a date and a time with an offset (RFC 3339), leap seconds at 23:59:60 UTC"),
    text("decimal", Format::Decimal, "a decimal number without an exponent"),
    real("double", "-1.7976931348623157e308", "1.7976931348623157e308", "within the finite range of binary64"),
    text("duration", Format::Duration, "a duration (RFC 3339 appendix A), no fractions"),
    text("email", Format::Email, "a mailbox in ASCII (RFC 5321 section 4.1.2)"),
    real("float", "-3.4028235e38", "3.4028235e38", "within the finite range of binary32"),
    text("hostname", Format::Hostname, "a host name (RFC 1123), A-labels held to IDNA 2008"),
    text("idn-email", Format::IdnEmail, "a mailbox (RFC 6531 section 3.3)"),
    text("idn-hostname", Format::IdnHostname, "a host name of IDNA 2008 (RFC 5890 to 5893)"),
    integer("int32", "-2147483648", "2147483647", "an integer of 32 bits"),
    integer("int64", INT64.0, INT64.1, "an integer of 64 bits"),
    text("ipv4", Format::Ipv4, "four decimal octets without leading zeros (RFC 2673 section 3.2)"),
    text("ipv6", Format::Ipv6, "an address without a zone (RFC 4291 section 2.2)"),
    text("iri", Format::Iri, "an IRI with its scheme (RFC 3987)"),
    text("iri-reference", Format::IriReference, "an IRI or a relative reference (RFC 3987)"),
    text("json-pointer", Format::JsonPointer, "a JSON Pointer (RFC 6901)"),
    free("password", "any string"),
    text("regex", Format::Regex, "a pattern of ECMA-262 with the `u` flag"),
    text("relative-json-pointer", Format::RelativeJsonPointer, "a number, then `#` or a JSON Pointer"),
    text("time", Format::Time, "a time with an offset (RFC 3339, `full-time`), leap seconds at 23:59:60 UTC"),
    integer("unix-time", INT64.0, INT64.1, "seconds since 1970 as an integer of 64 bits"),
    text("uri", Format::Uri, "a URI with its scheme (RFC 3986)"),
    text("uri-reference", Format::UriReference, "a URI or a relative reference (RFC 3986)"),
    text("uri-template", Format::UriTemplate, "a template (RFC 6570)"),
    text("uuid", Format::Uuid, "a UUID of any version, in either case (RFC 9562)"),
];

/// The row of a name; `None` for a format that is unchecked.
pub fn row(name: &str) -> Option<&'static Row> {
    TABLE.binary_search_by(|row| row.name.cmp(name)).ok().and_then(|at| TABLE.get(at))
}

impl Format {
    /// Every format of strings with a function of its own.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().filter_map(|row| match row.assertion {
            Assertion::Text(format) => Some(format),
            Assertion::Number(_) | Assertion::Nothing => None,
        })
    }

    /// The format of strings with this name.
    pub fn named(name: &str) -> Option<Self> {
        match row(name)?.assertion {
            Assertion::Text(format) => Some(format),
            Assertion::Number(_) | Assertion::Nothing => None,
        }
    }

    /// The value of `format` that means it; with `_` for `-` also the function of the runtime that checks it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Byte => "byte",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Decimal => "decimal",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::IdnEmail => "idn-email",
            Self::IdnHostname => "idn-hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::JsonPointer => "json-pointer",
            Self::Regex => "regex",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Time => "time",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::UriTemplate => "uri-template",
            Self::Uuid => "uuid",
        }
    }
}

impl NumberFormat {
    /// The format of numbers with this name.
    pub fn named(name: &str) -> Option<Self> {
        match row(name)?.assertion {
            Assertion::Number(format) => Some(format),
            Assertion::Text(_) | Assertion::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, TABLE};

    #[test]
    fn names_and_variants_agree() {
        assert!(TABLE.is_sorted_by(|one, next| one.name < next.name));
        let formats: Vec<_> = Format::all().collect();
        assert_eq!(formats.len(), 21);
        for format in formats {
            assert_eq!(Format::named(format.name()), Some(format));
        }
        assert_eq!(Format::named("int32"), None);
        assert_eq!(Format::named("password"), None);
        assert_eq!(Format::named("credit-card"), None);
    }
}
