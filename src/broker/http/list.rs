//! Lists as they are asked for: some columns, in some order, in pages (RabbitMQ documentation, "Management HTTP API",
//! "Pagination").

use std::cmp::Ordering;

use regex::bytes::RegexBuilder;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;

/// Things on a page, unless the client says how many.
const PAGE: usize = 100;
/// Things on a page at most.
const LARGEST_PAGE: usize = 500;

/// The order of what has a name.
pub const BY_NAME: &[&str] = &["vhost", "name"];

/// A list that RabbitMQ never hands out in pages.
///
/// # Errors
/// None that is known of.
pub fn whole(call: &Call, mut items: Vec<Value>, order: &[&str]) -> Outcome {
    sort(call, &mut items, order);
    Ok(Answer::ok(select_all(call, items)))
}

/// A list that is handed out in pages to those who ask for one.
///
/// # Errors
/// 400 for a page that there is not.
pub fn paged(call: &Call, mut items: Vec<Value>, order: &[&str]) -> Outcome {
    let Some(page) = Page::asked_for(call)? else { return whole(call, items, order) };
    let total = items.len();
    page.filter(&mut items)?;
    sort(call, &mut items, order);
    let filtered = items.len();
    let pages = filtered.div_ceil(page.size);
    if page.number > pages.max(1) {
        let (number, size) = (page.number, page.size);
        let reason = format!("Page out of range, page: {number} page size: {size}, len: {filtered}");
        return Err(Answer::wrong("page_out_of_range", reason));
    }
    let start = (page.number - 1) * page.size;
    let items: Vec<_> = items.into_iter().skip(start).take(page.size).collect();
    Ok(Answer::ok(json!({
        "filtered_count": filtered,
        "item_count": items.len(),
        "items": select_all(call, items),
        "page": page.number,
        "page_count": pages,
        "page_size": page.size,
        "total_count": total,
    })))
}

/// One thing.
///
/// # Errors
/// None that is known of.
pub fn single(call: &Call, item: Value) -> Outcome {
    Ok(Answer::ok(match columns(call) {
        Some(columns) => select(item, &columns),
        None => item,
    }))
}

struct Page {
    number: usize,
    size: usize,
    name: String,
    is_regex: bool,
}

impl Page {
    fn asked_for(call: &Call) -> Outcome<Option<Self>> {
        let Some(number) = call.parameter("page") else { return Ok(None) };
        let invalid = || Answer::bad("Pagination parameters are invalid");
        let given: i64 = number.parse().map_err(|_| invalid())?;
        let size = call.parameter("page_size").map(|size| size.parse::<i64>().map_err(|_| invalid())).transpose()?;
        let number = usize::try_from(given).unwrap_or(0);
        let wanted = size.map_or(PAGE, |size| usize::try_from(size).unwrap_or(0));
        if number == 0 || wanted == 0 || wanted > LARGEST_PAGE {
            let size = size.map_or_else(|| "undefined".to_owned(), |size| size.to_string());
            let reason = format!("Invalid pagination parameters: page number {given}, page size {size}");
            return Err(Answer::wrong("invalid_pagination_parameters", reason));
        }
        let name = call.parameter("name").unwrap_or_default().to_owned();
        Ok(Some(Self { number, size: wanted, name, is_regex: call.is_set("use_regex") }))
    }

    /// Leaves the items with the right names.
    fn filter(&self, items: &mut Vec<Value>) -> Outcome<()> {
        if self.name.is_empty() {
            return Ok(());
        }
        let name_of = |item: &Value| item["name"].as_str().unwrap_or_default().to_owned();
        if self.is_regex {
            let regex = RegexBuilder::new(&self.name).unicode(false).case_insensitive(true).build();
            let regex = regex.map_err(|_| Answer::bad("Pagination parameters are invalid"))?;
            items.retain(|item| regex.is_match(name_of(item).as_bytes()));
        } else {
            let part = self.name.to_lowercase();
            items.retain(|item| name_of(item).to_lowercase().contains(&part));
        }
        Ok(())
    }
}

/// Sorts by one column that the client wants, and then by those that are usual.
fn sort(call: &Call, items: &mut [Value], usual: &[&str]) {
    let wanted = call.parameter("sort").filter(|column| !column.is_empty());
    let columns: Vec<Vec<&str>> =
        wanted.into_iter().chain(usual.iter().copied()).map(|column| column.split('.').collect()).collect();
    items.sort_by(|a, b| {
        let orders = columns.iter().map(|path| compare(at(a, path), at(b, path)));
        orders.fold(Ordering::Equal, Ordering::then)
    });
    if call.is_set("sort_reverse") {
        items.reverse();
    }
}

fn at<'a>(item: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(item, |value, key| value.get(key).unwrap_or(&Value::Null))
}

/// Numbers come before what is missing, and that before texts, as in Erlang.
fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Number(_) => 0,
        Value::Null | Value::Bool(_) => 1,
        Value::Object(_) => 2,
        Value::Array(_) => 3,
        Value::String(_) => 4,
    };
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

type Columns<'a> = Vec<Vec<&'a str>>;

/// The columns that are asked for, each a path through nested objects.
fn columns(call: &Call) -> Option<Columns<'_>> {
    let columns = call.parameter("columns").filter(|columns| !columns.is_empty())?;
    Some(columns.split(',').map(|column| column.trim().split('.').collect()).collect())
}

fn select_all(call: &Call, items: Vec<Value>) -> Value {
    match columns(call) {
        Some(columns) => items.into_iter().map(|item| select(item, &columns)).collect(),
        None => items.into(),
    }
}

/// What of a thing is in the columns.
fn select(item: Value, columns: &[Vec<&str>]) -> Value {
    match item {
        Value::Object(object) => Value::Object(select_fields(object, columns)),
        Value::Array(items) => items.into_iter().map(|item| select(item, columns)).collect(),
        other => other,
    }
}

fn select_fields(object: Map<String, Value>, columns: &[Vec<&str>]) -> Map<String, Value> {
    let mut selected = Map::new();
    for (key, value) in object {
        let below: Vec<Vec<&str>> =
            columns.iter().filter(|path| path.first() == Some(&key.as_str())).map(|path| path[1..].to_vec()).collect();
        if below.iter().any(Vec::is_empty) {
            selected.insert(key, value);
        } else if !below.is_empty() {
            selected.insert(key, select(value, &below));
        }
    }
    selected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_reach_into_objects() {
        let item = json!({"name": "q", "stats": {"publish": 1, "ack": {"rate": 0.5, "count": 3}}, "vhost": "/"});
        let columns = [vec!["stats", "ack", "rate"], vec!["name"], vec!["nix"]];
        assert_eq!(select(item, &columns), json!({"name": "q", "stats": {"ack": {"rate": 0.5}}}));
    }

    #[test]
    fn numbers_come_before_what_is_missing_and_that_before_texts() {
        let mut values = vec![json!("b"), json!(null), json!("a"), json!(10), json!(9.5)];
        values.sort_by(compare);
        assert_eq!(values, [json!(9.5), json!(10), json!(null), json!("a"), json!("b")]);
    }
}
