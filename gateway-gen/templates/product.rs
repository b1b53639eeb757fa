#![doc = " What is true of {{ title }} as a whole."]
{% if uses_time %}
use core::time;
{% endif %}
use gateway_runtime::contract;
use super::{operations, routes};
use gateway_runtime::operation::Operation as _;

{% for line in docs %}
#[doc = "{% if !line.is_empty() %} {% endif %}{{ line }}"]
{% endfor %}
#[derive(Debug)]
pub struct {{ type_name }};

impl contract::Product for {{ type_name }} {
    const FACTS: &'static contract::ProductFacts = &contract::ProductFacts {
        name: "{{ name }}",
        title: "{{ raw_title }}",
        api_version: "{{ api_version }}",
        base_path: "{{ base_path }}",
        profile: contract::Profile::{{ profile }},
        hosts: &[{% for host in hosts %}"{{ host }}",{% endfor %}],
        document: "{{ document }}",
        digest: "{{ digest }}",
        generator: "{{ generator }}",
        schemes: &[
            {% for scheme in schemes %}
            contract::SchemeFacts {
                name: "{{ scheme.name }}",
                kind: {% match scheme.kind %}
                {% when SchemeView::ApiKey { location, header, store, prefix, origins } %}
                contract::SchemeKind::ApiKey(contract::ApiKeyFacts {
                    location: contract::ApiKeyLocation::{{ location }}("{{ header }}"),
                    store: "{{ store }}",
                    prefix: "{{ prefix }}",
                    origins: &[{% for origin in origins %}"{{ origin }}",{% endfor %}],
                }),
                {% when SchemeView::Bearer { issuer, audiences, algorithms, token_type, clock_skew, max_lifetime, scope_claims, client_claims, claims } %}
                contract::SchemeKind::Bearer(contract::BearerFacts {
                    issuer: "{{ issuer }}",
                    audiences: &[{% for audience in audiences %}"{{ audience }}",{% endfor %}],
                    algorithms: &[{% for algorithm in algorithms %}contract::Algorithm::{{ algorithm }},{% endfor %}],
                    token_type: contract::TokenType::{{ token_type }},
                    clock_skew: {{ clock_skew }},
                    {% if let Some(max_lifetime) = max_lifetime %}max_lifetime: Some({{ max_lifetime }}),{% endif %}
                    scope_claims: &[{% for claim in scope_claims %}&[{% for name in claim %}"{{ name }}",{% endfor %}],{% endfor %}],
                    client_claims: &[{% for claim in client_claims %}&[{% for name in claim %}"{{ name }}",{% endfor %}],{% endfor %}],
                    {% if !claims.is_empty() %}
                    claims: &[{% for claim in claims %}&[{% for name in claim %}"{{ name }}",{% endfor %}],{% endfor %}],
                    {% endif %}
                    {% if max_lifetime.is_none() || claims.is_empty() %}..contract::BearerFacts::CLOSED{% endif %}
                }),
                {% endmatch %}
                forward: {{ scheme.forward }},
                place: "{{ scheme.place }}",
            },
            {% endfor %}
        ],
        upstreams: &[
            {% for upstream in upstreams %}
            contract::UpstreamFacts {
                name: "{{ upstream.name }}",
                connect_timeout: {{ upstream.connect_timeout }},
                place: "{{ upstream.place }}",
            },
            {% endfor %}
        ],
        limits: &[
            {% for limit in limits %}{% include "limit.rs" %},{% endfor %}
        ],
        operations: &[
            {% for operation in operations %}operations::{{ operation }}::FACTS,{% endfor %}
        ],
        route: routes::route,
    };
}

/// The security schemes by name.
pub mod schemes {
    {% if !schemes.is_empty() %}
    use gateway_runtime::contract::SchemeId;
    {% endif %}
    {% for scheme in schemes %}
    #[doc = " {{ scheme.doc }}"]
    pub const {{ scheme.const_name }}: SchemeId = SchemeId({{ loop.index0 }});
    {% endfor %}
}

/// The upstreams by name.
pub mod upstreams {
    {% if !upstreams.is_empty() %}
    use gateway_runtime::contract::UpstreamId;
    {% endif %}
    {% for upstream in upstreams %}
    #[doc = " {{ upstream.doc }}"]
    pub const {{ upstream.const_name }}: UpstreamId = UpstreamId({{ loop.index0 }});
    {% endfor %}
}

/// The limits by name.
pub mod limits {
    {% if !constants.is_empty() %}
    use core::time;
    use gateway_runtime::contract::{Limit, LimitKey, LimitScope};
    {% endif %}
    {% for limit in constants %}
    #[doc = " {{ limit.doc }}."]
    pub const {{ limit.const_name }}: Limit = Limit {
        name: "{{ limit.name }}",
        by: LimitKey::{{ limit.by }},
        per: LimitScope::{{ limit.per }},
        count: {{ limit.count }},
        window: {{ limit.window }},
        burst: {{ limit.burst }},
        place: "{{ limit.place }}",
    };
    {% endfor %}
}
