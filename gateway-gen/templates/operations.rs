#![doc = " The operations of {{ title }}, and what is true of each."]
{% if !operations.is_empty() %}
{% if uses_ratio %}use core::num;{% endif %}
use core::time;
{% endif %}
use gateway_runtime::contract{% if !operations.is_empty() %}::{self, all_of{% if uses_schemes %}, requires{% endif %}}{% endif %};
use gateway_runtime::operation;
{% if uses_limits %}
use gateway_runtime::schema;
{% endif %}
use super::{ {% for module in modules %}{{ module }},{% endfor %} };
{% for op in operations %}
{% for line in op.docs %}
#[doc = "{% if !line.is_empty() %} {% endif %}{{ line }}"]
{% endfor %}
#[derive(Debug)]
pub struct {{ op.type_name }};

impl operation::Operation for {{ op.type_name }} {
    type Input<'a> = {% if let Some(input) = op.input %}inputs::{{ input.name }}{% if input.borrows %}<'a>{% endif %}{% else %}(){% endif %};

    const FACTS: &'static contract::OperationFacts = &contract::OperationFacts {
        index: {{ op.index }},
        id: "{{ op.id }}",
        method: contract::Method::{{ op.method }},
        path: "{{ op.path }}",
        place: "{{ op.place }}",
        security: &[
            {% for alternative in op.security %}
            all_of(&[
                {% for requirement in alternative %}
                requires(schemes::{{ requirement.scheme }}, &[{% for scope in requirement.scopes %}"{{ scope }}",{% endfor %}]),
                {% endfor %}
            ]),
            {% endfor %}
        ],
        {% if let Some(rules) = op.rules %}
        rules: require::{{ rules }},
        {% endif %}
        {% if !op.limits.is_empty() %}
        limits: &[
            {% for limit in op.limits %}{% include "limit.rs" %},{% endfor %}
        ],
        {% endif %}
        {% if !op.parameters.is_empty() %}
        parameters: &[
            {% for parameter in op.parameters %}
            contract::Parameter {
                name: "{{ parameter.name }}",
                location: contract::ParameterLocation::{{ parameter.location }},
                required: {{ parameter.required }},
                carried: {% if let Some(name) = parameter.carried %}carried::{{ name }}{% else %}contract::Carried::single(contract::Style::{{ parameter.style }}, contract::Reading::{{ parameter.reading }}){% endif %},
                allow_empty: {{ parameter.allow_empty }},
                default: {% if let Some(text) = parameter.default %}{{ some }}("{{ text }}"){% else %}{{ none }}{% endif %},
                schema: schemas::{{ parameter.schema }},
                place: "{{ parameter.place }}",
            },
            {% endfor %}
        ],
        {% endif %}
        {% if let Some(undeclared) = op.undeclared %}
        undeclared: contract::Undeclared::{{ undeclared }},
        {% endif %}
        {% if let Some(body) = op.body %}
        body: contract::BodyFacts {
            required: {{ body.required }},
            max_bytes: {{ body.max_bytes }},
            {% if let Some(ratio) = body.max_ratio %}
            max_ratio: num::NonZeroU32::new({{ ratio }}),
            {% endif %}
            {% if let Some(time) = body.read_timeout %}
            read_timeout: {{ some }}({{ time }}),
            {% endif %}
            contents: &[
                {% for content in body.contents %}
                contract::Content {
                    media_type: contract::MediaType::new("{{ content.media_type }}", &[
                        {% for (name, value) in content.parameters %}("{{ name }}", "{{ value }}"),{% endfor %}
                    ]),
                    kind: {% include "content.rs" %},
                    schema_name: "{{ content.schema_name }}",
                },
                {% endfor %}
            ],
            {% if body.max_ratio.is_none() || body.read_timeout.is_none() %}..contract::BodyFacts::REFUSED{% endif %}
        },
        {% endif %}
        upstream: upstreams::{{ op.upstream }},
        timeout: {{ op.timeout }},
        {% if !op.hooks.is_empty() %}
        hooks: &[{% for hook in op.hooks %}contract::HookStage::{{ hook }},{% endfor %}],
        {% endif %}
        explanation: "\
{%- for line in op.explanation %}
            {{ line }}{% if !loop.last %}\n{% endif %}\
{%- endfor %}
        ",
        ..contract::OperationFacts::CLOSED
    };

    {% if let Some(input) = op.input %}
    fn decode(validated: operation::Inputs<'_>) -> {{ option }}<Self::Input<'_>> {
        {{ some }}(inputs::{{ input.name }} {
            {% for field in input.fields %}
            {{ field.name }}: validated.{{ field.source }}.{{ field.presence }}()?,
            {% endfor %}
        })
    }
    {% else %}
    fn decode(_: operation::Inputs<'_>) -> {{ option }}<Self::Input<'_>> {
        {{ some }}(())
    }
    {% endif %}
}
{% endfor %}
