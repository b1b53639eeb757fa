//! `routes.rs`: the static matcher, one arm per path template.

use std::cmp::Ordering;

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Malformed;
use super::doc::{code, prose};
use super::name::{Name, Names, screaming};
use crate::model::{Operation, ParameterLocation, PathTemplate, Product, TemplatePart, TemplateSegment};

/// A path template with its operations.
struct Route<'m> {
    path: &'m PathTemplate,
    name: Name,
    operations: Vec<&'m Operation>,
}

/// The module's code.
pub(super) fn module(product: &Product) -> Result<String, Malformed> {
    let mut routes = routes(product)?;
    let facts = routes.iter().map(facts).collect::<Result<TokenStream, _>>()?;
    routes.sort_by(|left, right| precedence(left.path, right.path));
    let arms = routes.iter().map(arm).collect::<Result<Vec<_>, _>>()?;
    let mixed = routes.iter().filter(|route| route.path.segments.iter().any(|segment| segment.0.len() > 1)).count();
    let long = (arms.len() * 3 + mixed * 12 > 80)
        .then(|| quote!(#[allow(clippy::too_many_lines, reason = "one arm per path")]));
    let body = if arms.is_empty() {
        quote!(let _ = segments; None)
    } else {
        quote!(match *segments.as_slice() { #(#arms)* _ => None })
    };
    let imports = imports(&routes);
    let doc = format!(" The paths of {}, and how one is found.", prose(&product.title));
    Ok(quote! {
        #![doc = #doc]
        #imports
        /// Finds the path template that canonical segments match: concrete text before variables, segment by segment.
        #long
        pub fn route<'p>(segments: &Segments<'p>) -> Option<Matched<'p>> { #body }
        #facts
    }
    .to_string())
}

fn imports(routes: &[Route<'_>]) -> TokenStream {
    if routes.is_empty() {
        return quote!(
            use gateway_runtime::contract::{Matched, Segments};
        );
    }
    let segments = || routes.iter().flat_map(|route| &route.path.segments);
    let count =
        |segment: &TemplateSegment| segment.0.iter().filter(|part| matches!(part, TemplatePart::Variable(_))).count();
    let affixed = segments().any(|segment| segment.0.len() > 1 && count(segment) == 1).then(|| quote!(affixed,));
    let parted = segments().any(|segment| count(segment) > 1).then(|| quote!(parted,));
    quote! {
        use gateway_runtime::contract::{Matched, PathFacts, Segments, #affixed #parted};
        use gateway_runtime::operation::Operation;
        use super::operations;
    }
}

/// The templates in the order of the document.
fn routes(product: &Product) -> Result<Vec<Route<'_>>, Malformed> {
    let mut routes: IndexMap<&str, Route<'_>> = IndexMap::new();
    let mut names = Names::default();
    for operation in &product.operations {
        if let Some(known) = routes.get_mut(operation.path.text.as_str()) {
            known.operations.push(operation);
            continue;
        }
        let words = screaming(&operation.path.text);
        let wish = if words.is_empty() { "ROOT" } else { &words };
        let name = names.claim(&[wish, &format!("{wish}_PATH")])?;
        routes.insert(&operation.path.text, Route { path: &operation.path, name, operations: vec![operation] });
    }
    Ok(routes.into_values().collect())
}

fn facts(route: &Route<'_>) -> Result<TokenStream, Malformed> {
    let Route { path, name, operations } = route;
    let doc = format!(" {}", code(&path.text));
    let template = &path.text;
    let variables = path.segments.iter().flat_map(|segment| &segment.0).filter_map(|part| match part {
        TemplatePart::Variable(variable) => Some(variable),
        TemplatePart::Literal(_) => None,
    });
    let markers = operations.iter().map(|operation| Name::new(&operation.type_name)).collect::<Result<Vec<_>, _>>()?;
    Ok(quote! {
        #[doc = #doc]
        static #name: PathFacts = PathFacts {
            template: #template,
            variables: &[#(#variables),*],
            operations: &[#(operations::#markers::FACTS),*],
        };
    })
}

/// One arm: a slice pattern, a guard for segments that mix text and variables, and what was captured.
fn arm(route: &Route<'_>) -> Result<TokenStream, Malformed> {
    let mut patterns = Vec::new();
    let mut guards = Vec::new();
    let mut split = Vec::new();
    let mut captures = Vec::new();
    for segment in &route.path.segments {
        let variables = variables(segment, route.operations.first().copied())?;
        match (segment.0.as_slice(), variables.as_slice()) {
            ([TemplatePart::Literal(text)], _) => patterns.push(quote!(#text)),
            ([TemplatePart::Variable(_)], [variable]) => {
                patterns.push(quote!(#variable));
                captures.push(quote!(#variable));
            }
            (parts, [variable]) => {
                let (prefix, suffix) = (outer(parts.first()), outer(parts.last()));
                patterns.push(quote!(#variable));
                guards.push(quote!(affixed(#variable, #prefix, #suffix).is_some()));
                split.push(quote!(let #variable = affixed(#variable, #prefix, #suffix)?;));
                captures.push(quote!(#variable));
            }
            (parts, [first, others @ ..]) => {
                let texts = texts(parts);
                let count = Literal::usize_unsuffixed(others.len() + 1);
                patterns.push(quote!(#first));
                guards.push(quote!(parted::<#count>(#first, &[#(#texts),*]).is_some()));
                split.push(quote!(let [#(#variables),*] = parted(#first, &[#(#texts),*])?;));
                captures.extend(variables.iter().map(|variable| quote!(#variable)));
            }
            (_, []) => return Err(Malformed { file: "routes.rs", reason: "a segment of several literals".to_owned() }),
        }
    }
    let guard = (!guards.is_empty()).then(|| quote!(if #(#guards)&&*));
    let name = &route.name;
    let matched = quote!(Matched::of(&#name, &[#(#captures),*]));
    let body = if split.is_empty() { quote!(#matched,) } else { quote!({ #(#split)* #matched }) };
    Ok(quote!([#(#patterns),*] #guard => #body))
}

/// The Rust names of a segment's variables: those of the parameters they declare, apart from the matcher's own words.
fn variables(segment: &TemplateSegment, operation: Option<&Operation>) -> Result<Vec<Name>, Malformed> {
    let parameters = || operation.iter().flat_map(|operation| &operation.parameters);
    let name = |variable: &String| {
        let field = parameters()
            .find(|parameter| parameter.location == ParameterLocation::Path && parameter.name == *variable)
            .map(|parameter| parameter.field_name.as_str());
        let name = Name::new(field.ok_or_else(|| Malformed {
            file: "routes.rs",
            reason: format!("no path parameter for `{}`", variable.escape_debug()),
        })?)?;
        Ok(if matches!(field, Some("affixed" | "parted")) { name.with("_segment") } else { name })
    };
    let variables = segment.0.iter().filter_map(|part| match part {
        TemplatePart::Variable(variable) => Some(variable),
        TemplatePart::Literal(_) => None,
    });
    variables.map(name).collect()
}

/// The fixed text at the edge of a segment, empty where a variable stands there.
fn outer(part: Option<&TemplatePart>) -> &str {
    match part {
        Some(TemplatePart::Literal(text)) => text,
        Some(TemplatePart::Variable(_)) | None => "",
    }
}

/// The fixed texts around and between the variables of a segment.
fn texts(parts: &[TemplatePart]) -> Vec<&str> {
    let mut texts = vec![outer(parts.first())];
    for (position, part) in parts.iter().enumerate() {
        if let TemplatePart::Variable(_) = part {
            texts.push(outer(parts.get(position + 1)));
        }
    }
    texts
}

/// Segment by segment: text before mixed before variable; more fixed text first among mixed ones.
fn precedence(left: &PathTemplate, right: &PathTemplate) -> Ordering {
    let rank = |segment: &TemplateSegment| {
        let fixed: usize = segment.0.iter().map(|part| outer(Some(part)).len()).sum();
        match segment.0.as_slice() {
            [TemplatePart::Literal(_)] => (0, 0),
            [TemplatePart::Variable(_)] => (2, 0),
            _ => (1, usize::MAX - fixed),
        }
    };
    left.segments.iter().map(rank).cmp(right.segments.iter().map(rank))
}
