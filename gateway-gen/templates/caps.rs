schema::Limits {
    {% for (name, value) in limits %}
    {{ name }}: {{ value }},
    {% endfor %}
    ..schema::Limits::DEFAULT
}
