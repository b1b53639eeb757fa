{% if let Some(place) = limit.place %}contract::Limit { place: "{{ place }}", ..limits::{{ limit.const_name }} }{% else %}limits::{{ limit.const_name }}{% endif %}
