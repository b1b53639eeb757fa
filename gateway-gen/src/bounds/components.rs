//! The order in which schemas can be judged: what one refers to before itself, and what refers to itself together.

use crate::model::{SchemaId, Schemas};

/// Schemas that refer to each other.
#[derive(Debug)]
pub(super) struct Component {
    /// At least one.
    pub(super) members: Vec<SchemaId>,
    /// Whether they lead back to themselves.
    pub(super) is_recursive: bool,
}

/// What Tarjan's algorithm knows of a node; zero is unseen.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    index: usize,
    low: usize,
    is_open: bool,
}

/// A node on the way down, and its neighbours that were not visited yet.
struct Frame {
    id: SchemaId,
    ahead: Vec<SchemaId>,
    is_own_neighbour: bool,
}

/// The strongly connected components, each behind those it refers to. Linear in nodes and edges, and without recursion,
/// so that a document cannot exhaust the stack.
#[allow(
    clippy::indexing_slicing,
    reason = "there is a mark for each schema, and a `SchemaId` is a position among them"
)]
pub(super) fn components(schemas: &Schemas) -> Vec<Component> {
    let mut marks = vec![Mark::default(); schemas.iter().count()];
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut next = 0;
    let mut enter = |id: SchemaId, marks: &mut Vec<Mark>, open: &mut Vec<SchemaId>| {
        next += 1;
        marks[id.0] = Mark { index: next, low: next, is_open: true };
        open.push(id);
        let ahead = schemas.at(id).below();
        Frame { id, is_own_neighbour: ahead.contains(&id), ahead }
    };
    for (start, _) in schemas.iter() {
        if marks[start.0].index != 0 {
            continue;
        }
        let mut path = vec![enter(start, &mut marks, &mut open)];
        while let Some(frame) = path.last_mut() {
            let id = frame.id;
            if let Some(neighbour) = frame.ahead.pop() {
                let mark = marks[neighbour.0];
                if mark.index == 0 {
                    path.push(enter(neighbour, &mut marks, &mut open));
                } else if mark.is_open {
                    marks[id.0].low = marks[id.0].low.min(mark.index);
                }
                continue;
            }
            let Mark { index, low, .. } = marks[id.0];
            let is_own_neighbour = frame.is_own_neighbour;
            path.pop();
            if let Some(above) = path.last() {
                marks[above.id.0].low = marks[above.id.0].low.min(low);
            }
            if low == index {
                let start = open.iter().rposition(|member| *member == id).unwrap_or(0);
                let members = open.split_off(start);
                for member in &members {
                    marks[member.0].is_open = false;
                }
                found.push(Component { is_recursive: members.len() > 1 || is_own_neighbour, members });
            }
        }
    }
    found
}
