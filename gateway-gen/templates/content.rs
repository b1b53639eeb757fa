{% match content.kind %}
{% when KindView::Binary with { max_bytes } %}
contract::ContentKind::Binary { max_bytes: {{ max_bytes }} }
{% when KindView::Form with { form, limits, schema } %}
contract::ContentKind::Form(contract::FormContent {
    form: &carried::{{ form }},
    limits: {% include "caps.rs" %},
    schema: schemas::{{ schema }},
})
{% when KindView::Multipart with { parts, limits, schema } %}
contract::ContentKind::Multipart(contract::MultipartContent {
    parts: &carried::{{ parts }},
    limits: {% include "caps.rs" %},
    schema: schemas::{{ schema }},
})
{% when KindView::Json with { limits, schema } %}
contract::ContentKind::Json(contract::JsonContent {
    limits: {% include "caps.rs" %},
    schema: schemas::{{ schema }},
})
{% when KindView::Lines with { division, min_items, max_items, limits, schema } %}
contract::ContentKind::Lines(contract::LinesContent {
    division: contract::Division::{{ division }},
    min_items: {{ min_items }},
    max_items: {{ max_items }},
    limits: {% include "caps.rs" %},
    schema: schemas::{{ schema }},
})
{% when KindView::Text with { schema } %}
contract::ContentKind::Text { schema: schemas::{{ schema }} }
{% when KindView::Xml with { max_depth } %}
contract::ContentKind::Xml(contract::XmlLimits { max_depth: {{ max_depth }}, ..contract::XmlLimits::DEFAULT })
{% endmatch %}
