//! Whether a text is a well-formed XML 1.0 document of the plain kind: UTF-8, with namespaces, without a document type,
//! processing instructions or entities of its own.
//!
//! Two readers have to agree. The first (`scan`) follows tags and attributes without recursion, refuses what is not of
//! the plain kind, holds the limits, and refuses what the second is known to let pass. The second is `roxmltree`, which
//! judges characters, names, nesting and namespaces; the limits keep its costs in bounds.

mod declaration;
mod scan;

use roxmltree::{Document, Error, ParsingOptions};

/// How large a document may be. Its length is the limit of whoever read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlLimits {
    /// How deep elements may be nested; the root is at depth 1.
    pub max_depth: usize,
    /// The most elements, attributes, comments and CDATA sections together.
    pub max_nodes: usize,
    /// The most attributes of one element, namespace declarations included.
    pub max_attributes: usize,
    /// The most namespace declarations in the document.
    pub max_namespaces: usize,
}

impl XmlLimits {
    /// Depth 64, 100,000 nodes, 256 attributes, 64 namespace declarations.
    pub const DEFAULT: Self = Self { max_depth: 64, max_nodes: 100_000, max_attributes: 256, max_namespaces: 64 };
}

/// What is wrong with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XmlFlaw {
    /// It is not UTF-8, begins with a byte order mark, or states another encoding.
    Encoding,
    /// Its XML declaration is malformed or states a version other than 1.0.
    Declaration,
    /// It has a document type, or anything else between `<!` and `>` that is neither comment nor CDATA section.
    Dtd,
    /// It has a processing instruction, or an XML declaration that is not at its start.
    ProcessingInstruction,
    /// It refers to an entity other than the five of XML, or to a character that may not be in a document.
    Reference,
    /// Its elements are nested deeper than the limit.
    Depth,
    /// It has more elements, attributes, comments and CDATA sections than the limit.
    Nodes,
    /// An element has more attributes than the limit.
    Attributes,
    /// It has more namespace declarations than the limit.
    Namespaces,
    /// An element has an attribute twice, by its name or by its namespace and local name.
    DuplicateAttribute,
    /// A prefix is not bound, bound twice or to nothing, or a reserved one is used for something else.
    Namespace,
    /// It is not well-formed in another way.
    Malformed,
}

impl XmlFlaw {
    /// The keyword of the flaw.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "xml-encoding",
            Self::Declaration => "xml-declaration",
            Self::Dtd => "xml-dtd",
            Self::ProcessingInstruction => "xml-processing-instruction",
            Self::Reference => "xml-reference",
            Self::Depth => "xml-max-depth",
            Self::Nodes => "xml-max-nodes",
            Self::Attributes => "xml-max-attributes",
            Self::Namespaces => "xml-max-namespaces",
            Self::DuplicateAttribute => "xml-duplicate-attribute",
            Self::Namespace => "xml-namespace",
            Self::Malformed => "xml-malformed",
        }
    }
}

/// Judges a whole document. It takes time in proportion to its length, and memory in proportion to its nodes, about 100
/// bytes each, for as long as it runs.
pub fn check(text: &[u8], limits: &XmlLimits) -> Result<(), XmlFlaw> {
    let text = str::from_utf8(text).map_err(|_| XmlFlaw::Encoding)?;
    if text.starts_with('\u{feff}') {
        return Err(XmlFlaw::Encoding);
    }
    let document = declaration::skip(text)?;
    scan::check(document, limits)?;
    // Each element can have a text before and behind it, each comment one, and there is the document itself.
    let nodes_limit = u32::try_from(limits.max_nodes.saturating_mul(3).saturating_add(2)).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, entity_resolver: None };
    Document::parse_with_options(document, options).map(drop).map_err(|error| match error {
        Error::UnknownNamespace(..)
        | Error::DuplicatedNamespace(..)
        | Error::InvalidXmlPrefixUri(_)
        | Error::UnexpectedXmlUri(_)
        | Error::UnexpectedXmlnsUri(_)
        | Error::InvalidElementNamePrefix(_) => XmlFlaw::Namespace,
        Error::DuplicatedAttribute(..) => XmlFlaw::DuplicateAttribute,
        Error::UnknownEntityReference(..) | Error::MalformedEntityReference(_) => XmlFlaw::Reference,
        Error::DtdDetected => XmlFlaw::Dtd,
        Error::NodesLimitReached | Error::AttributesLimitReached => XmlFlaw::Nodes,
        Error::NamespacesLimitReached => XmlFlaw::Namespaces,
        // The enum is that of a library.
        _ => XmlFlaw::Malformed,
    })
}

#[cfg(test)]
mod tests;
