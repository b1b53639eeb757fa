#[allow(unused_imports, reason = "which words are needed depends on the document")]
use gateway_runtime::schema::{
    self, Cover, Cursor, Enumeration, Guard, Kind, Numbers, Objects, Others, Quoted,
    Regex, Run, Step, Strings, Tags, Types, Unevaluated, Validator, class, format, key,
    quoted,
};
/// `shipment`
///
/// `shipment.json#`
pub fn shipment<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let end = {
        const KEYS: &[Quoted] = &[
            key("to"),
            key("weight"),
            key("insured"),
            key("parcels"),
        ];
        const RULES: &Objects = &Objects::of(KEYS).at(&"#").required(&[0]);
        const OTHERS: &Others = &Others {
            patterns: &[
                (
                    const {
                        &Strings::ANY
                            .runs(const {
                                &[
                                    class(&[(b'x', b'x')], 1, 1),
                                    class(&[(b'-', b'-')], 1, 1),
                                    class(&[(b'\0', b'\x7F')], 0, usize::MAX)
                                        .beyond(&[('\u{80}', '\u{10ffff}')]),
                                ]
                            })
                    },
                    shipment_pattern_properties_x,
                ),
            ],
            additional: &[(&[0], None)],
            place: &"#",
        };
        let Some(mut object) = schema::object(run, at, RULES) else {
            return run.resume(at)
        };
        'ordered: {
            if !object.expects(RULES, 0) {
                break 'ordered;
            }
            object.at = shipment_to(run, object.at)?;
            if object.expects(RULES, 1) {
                object.at = schema::number(
                    run,
                    object.at,
                    const {
                        &Numbers::NUMBER
                            .at(&"#/properties/weight")
                            .exclusive_minimum("0")
                            .multiple_of(&["0.01"])
                    },
                )?;
            }
            if object.expects(RULES, 2) {
                object.at = schema::boolean(run, object.at, &"#/properties/insured")?;
            }
            if object.expects(RULES, 3) {
                object.at = shipment_parcels(run, object.at)?;
            }
        }
        while let Some(property) = object.next(run, RULES)? {
            object.at = match property {
                0 => shipment_to(run, object.at)?,
                1 => {
                    schema::number(
                        run,
                        object.at,
                        const {
                            &Numbers::NUMBER
                                .at(&"#/properties/weight")
                                .exclusive_minimum("0")
                                .multiple_of(&["0.01"])
                        },
                    )?
                }
                2 => schema::boolean(run, object.at, &"#/properties/insured")?,
                3 => shipment_parcels(run, object.at)?,
                _ => schema::other(run, object.at, OTHERS)?,
            };
        }
        object.close(run, RULES)
    }?;
    schema::again(run, at, end, 2)?;
    if schema::accepts(run, at, shipment_if)? {
        shipment_then(run, at)?;
    } else {
        shipment_else(run, at)?;
    }
    Some(end)
}
/// `shipment/patternProperties/^x-`
///
/// `shipment.json#/patternProperties/^x-`
fn shipment_pattern_properties_x<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    schema::string(
        run,
        at,
        const { &Strings::ANY.at(&"#/patternProperties/^x-").max_length(5) },
    )
}
/// `shipment/properties/to`
///
/// `shipment.json#/properties/to`
fn shipment_to<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    match schema::kind(at) {
        Kind::String => {
            schema::string(
                run,
                at,
                const {
                    &Strings::ANY
                        .at(&"#/properties/to/anyOf/0")
                        .pattern("^[A-Z]{2}-[0-9]+$")
                        .runs(const {
                            &[
                                class(&[(b'A', b'Z')], 2, 2),
                                class(&[(b'-', b'-')], 1, 1),
                                class(&[(b'0', b'9')], 1, usize::MAX),
                            ]
                        })
                },
            )
        }
        Kind::Object => {
            schema::any_of(
                run,
                at,
                &[shipment_to_any_of_1, shipment_to_any_of_2],
                &"#/properties/to",
            )
        }
        _ => schema::nothing(run, at, &"#/properties/to"),
    }
}
/// `shipment/properties/parcels`
///
/// `shipment.json#/properties/parcels`
fn shipment_parcels<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let end = {
        let Some(mut array) = schema::array(run, at, &"#/properties/parcels") else {
            return run.resume(at)
        };
        while array.next(run)? {
            array.at = schema::text(run, array.at, &"#/properties/parcels/items")?;
        }
        array.close(run, 0, usize::MAX)
    }?;
    schema::again(run, at, end, 2)?;
    schema::contains(
        run,
        at,
        shipment_parcels_contains,
        1,
        usize::MAX,
        &"#/properties/parcels",
    )?;
    schema::unique_items(run, at, &"#/properties/parcels")?;
    Some(end)
}
/// `shipment/then`
///
/// `shipment.json#/then`
fn shipment_then<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    match schema::kind(at) {
        Kind::Object => {
            const KEYS: &[Quoted] = &[key("weight")];
            const RULES: &Objects = &Objects::of(KEYS).at(&"#/then").required(&[0]);
            let Some(mut object) = schema::object(run, at, RULES) else {
                return run.resume(at)
            };
            'ordered: {
                if !object.expects(RULES, 0) {
                    break 'ordered;
                }
                object.at = schema::anything(run, object.at)?;
            }
            while object.next(run, RULES)?.is_some() {
                object.at = schema::anything(run, object.at)?;
            }
            object.close(run, RULES)
        }
        _ => schema::anything(run, at),
    }
}
/// `shipment/else`
///
/// `shipment.json#/else`
fn shipment_else<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    let end = { schema::anything(run, at) }?;
    schema::again(run, at, end, 1)?;
    schema::not(run, at, shipment_else_not, &"#/else")?;
    Some(end)
}
/// `shipment/if`
///
/// `shipment.json#/if`
fn shipment_if<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    match schema::kind(at) {
        Kind::Object => {
            const KEYS: &[Quoted] = &[key("insured")];
            const RULES: &Objects = &Objects::of(KEYS).at(&"#/if").required(&[0]);
            let Some(mut object) = schema::object(run, at, RULES) else {
                return run.resume(at)
            };
            'ordered: {
                if !object.expects(RULES, 0) {
                    break 'ordered;
                }
                object.at = {
                    static VALUES: Enumeration = Enumeration::new(
                        "[true]",
                        &"#/if/properties/insured",
                    );
                    schema::enumeration(run, object.at, &VALUES)?
                };
            }
            while let Some(property) = object.next(run, RULES)? {
                object.at = match property {
                    0 => {
                        static VALUES: Enumeration = Enumeration::new(
                            "[true]",
                            &"#/if/properties/insured",
                        );
                        schema::enumeration(run, object.at, &VALUES)?
                    }
                    _ => schema::anything(run, object.at)?,
                };
            }
            object.close(run, RULES)
        }
        _ => schema::anything(run, at),
    }
}
/// `shipment/properties/to/anyOf/1`
///
/// `shipment.json#/properties/to/anyOf/1`
fn shipment_to_any_of_1<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("street")];
    const RULES: &Objects = &Objects::of(KEYS)
        .at(&"#/properties/to/anyOf/1")
        .required(&[0]);
    let Some(mut object) = schema::object(run, at, RULES) else { return run.resume(at) };
    'ordered: {
        if !object.expects(RULES, 0) {
            break 'ordered;
        }
        object.at = schema::text(run, object.at, &"#/properties/parcels/items")?;
    }
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => schema::text(run, object.at, &"#/properties/parcels/items")?,
            _ => schema::anything(run, object.at)?,
        };
    }
    object.close(run, RULES)
}
/// `shipment/properties/to/anyOf/2`
///
/// `shipment.json#/properties/to/anyOf/2`
fn shipment_to_any_of_2<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    const KEYS: &[Quoted] = &[key("locker")];
    const RULES: &Objects = &Objects::of(KEYS)
        .at(&"#/properties/to/anyOf/2")
        .required(&[0]);
    let Some(mut object) = schema::object(run, at, RULES) else { return run.resume(at) };
    'ordered: {
        if !object.expects(RULES, 0) {
            break 'ordered;
        }
        object.at = schema::number(
            run,
            object.at,
            const { &Numbers::INTEGER.at(&"#/properties/to/anyOf/2/properties/locker") },
        )?;
    }
    while let Some(property) = object.next(run, RULES)? {
        object.at = match property {
            0 => {
                schema::number(
                    run,
                    object.at,
                    const {
                        &Numbers::INTEGER
                            .at(&"#/properties/to/anyOf/2/properties/locker")
                    },
                )?
            }
            _ => schema::anything(run, object.at)?,
        };
    }
    object.close(run, RULES)
}
/// `shipment/properties/parcels/contains`
///
/// `shipment.json#/properties/parcels/contains`
fn shipment_parcels_contains<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    schema::one_of(
        run,
        at,
        const { &[quoted("main")] },
        &"#/properties/parcels/contains",
    )
}
/// `shipment/else/not`
///
/// `shipment.json#/else/not`
fn shipment_else_not<'b>(run: &mut Run<'b>, at: Cursor<'b>) -> Step<'b> {
    match schema::kind(at) {
        Kind::Object => {
            const KEYS: &[Quoted] = &[key("parcels")];
            const RULES: &Objects = &Objects::of(KEYS).at(&"#/else/not").required(&[0]);
            let Some(mut object) = schema::object(run, at, RULES) else {
                return run.resume(at)
            };
            'ordered: {
                if !object.expects(RULES, 0) {
                    break 'ordered;
                }
                object.at = schema::anything(run, object.at)?;
            }
            while object.next(run, RULES)?.is_some() {
                object.at = schema::anything(run, object.at)?;
            }
            object.close(run, RULES)
        }
        _ => schema::anything(run, at),
    }
}
