contract::Limit {
    name: "{{ limit.name }}",
    by: contract::LimitKey::{{ limit.by }},
    per: contract::LimitScope::{{ limit.per }},
    count: {{ limit.count }},
    window: {{ limit.window }},
    burst: {{ limit.burst }},
    place: "{{ limit.place }}",
}
