//! One media type of a body, as the template writes it.

use super::name::Name;
use super::{Malformed, quantity};
use crate::model::{Body, Checked, Content, ContentKind, Division, Product, SchemaId};
use crate::span::Sourced;

/// How often the bytes of a body may be read again where its schema allows no less: a schema cannot loosen it.
const MOST_WORK: u64 = 64;

pub(super) struct ContentView<'m> {
    /// As it stands in `Accept`.
    pub(super) media_type: String,
    /// What a request must state beside it.
    pub(super) parameters: &'m [(String, String)],
    pub(super) kind: KindView,
    pub(super) schema_name: &'m str,
}

/// How a body is read, and by which validator it is judged.
pub(super) enum KindView {
    Binary { max_bytes: String },
    Form { form: Name, limits: Caps, schema: Name },
    Json { limits: Caps, schema: Name },
    Lines { division: &'static str, min_items: u64, max_items: String, limits: Caps, schema: Name },
    Multipart { parts: Name, limits: Caps, schema: Name },
    Text { schema: Name },
    Xml { max_depth: u32 },
}

/// The fields of `Limits` that are not the defaults.
pub(super) type Caps = Vec<(&'static str, String)>;

pub(super) fn content_view<'m>(
    product: &'m Product,
    body: &Body,
    content: &'m Content,
    carriage: Option<&Name>,
    validator: &dyn Fn(SchemaId) -> Result<Name, Malformed>,
) -> Result<ContentView<'m>, Malformed> {
    let carriage = || {
        let missing = || Malformed { file: "operations.rs", reason: "a form has no constant".to_owned() };
        carriage.cloned().ok_or_else(missing)
    };
    let kind = match &content.kind {
        ContentKind::Binary { max_bytes } => {
            KindView::Binary { max_bytes: quantity::bytes(max_bytes.unwrap_or(body.max_bytes.value)) }
        }
        ContentKind::Form { object, .. } => {
            KindView::Form { form: carriage()?, limits: caps(body, object), schema: validator(object.schema)? }
        }
        ContentKind::Multipart(parts) => KindView::Multipart {
            parts: carriage()?,
            limits: caps(body, &parts.object),
            schema: validator(parts.object.schema)?,
        },
        ContentKind::Json(checked) => {
            KindView::Json { limits: caps(body, checked), schema: validator(checked.schema)? }
        }
        ContentKind::Lines(lines) => KindView::Lines {
            division: match lines.division {
                Division::Lines => "Lines",
                Division::Sequence => "Sequence",
            },
            min_items: lines.min_items,
            max_items: lines.max_items.map_or_else(|| "usize::MAX".to_owned(), |most| most.to_string()),
            limits: caps(body, &lines.item),
            schema: validator(lines.item.schema)?,
        },
        ContentKind::Text(checked) => KindView::Text { schema: validator(checked.schema)? },
        ContentKind::Xml => KindView::Xml { max_depth: body.max_depth.value },
    };
    let schema_name = content.kind.schema().map_or("", |schema| &product.schemas.at(schema).title);
    Ok(ContentView {
        media_type: content.media_type.text(),
        parameters: &content.media_type.parameters,
        kind,
        schema_name,
    })
}

fn caps(body: &Body, checked: &Checked) -> Caps {
    let stated = |name, cap: &Option<Sourced<u32>>| cap.as_ref().map(|cap| (name, cap.value.to_string()));
    let max_work = checked.cost.again.map_or(MOST_WORK, |again| again.min(MOST_WORK));
    [
        Some(("max_depth", body.max_depth.value.to_string())),
        stated("max_members", &body.max_members),
        stated("max_items", &body.max_items),
        body.max_string.as_ref().map(|cap| ("max_string", quantity::bytes(cap.value))),
        Some(("max_work", max_work.to_string())),
    ]
    .into_iter()
    .flatten()
    .collect()
}
