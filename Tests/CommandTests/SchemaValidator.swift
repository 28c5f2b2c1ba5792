import Foundation

/// A JSON value.
enum JSON: Decodable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  static func parse(_ text: String) throws -> JSON { try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

  subscript(_ key: String) -> JSON? { if case .object(let members) = self { members[key] } else { nil } }
  subscript(_ index: Int) -> JSON? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var int: Int? { if case .integer(let value) = self { value } else { nil } }
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
}

/// As much of JSON Schema as the schemas in docs use; a keyword that it does not know is a problem.
struct SchemaValidator {
  private let root: JSON

  init(_ schema: JSON) { root = schema }

  /// What is wrong with a document, with the place in it.
  func problems(_ document: JSON) -> [String] { problems(document, root, "$") }

  private func problems(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(place): the schema is no object"] }
    var found: [String] = []
    for (keyword, rule) in keywords.sorted(by: { $0.key < $1.key }) {
      switch keyword {
      case "$schema", "$defs", "title", "description": break
      case "$ref": found += problems(value, resolve(rule), place)
      case "type": if !has(value, type: rule.text) { found.append("\(place): is no \(rule.text ?? "?")") }
      case "const": if value != rule { found.append("\(place): is not \(rule)") }
      case "enum": if !rule.elements.contains(value) { found.append("\(place): \(value) is none of the values") }
      case "minimum": if let least = rule.int, number(value) < Double(least) { found.append("\(place): is too small") }
      case "pattern":
        guard let text = value.text, let pattern = rule.text, let regex = try? Regex(pattern) else {
          found.append("\(place): cannot be matched")
          break
        }
        if text.firstMatch(of: regex) == nil { found.append("\(place): “\(text)” is not like \(pattern)") }
      case "items":
        for (index, element) in value.elements.enumerated() { found += problems(element, rule, "\(place)[\(index)]") }
      case "required":
        for name in rule.elements.compactMap(\.text) where value[name] == nil { found.append("\(place): no \(name)") }
      case "properties":
        guard case .object(let members) = value else { break }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
          if let inner = rule[name] { found += problems(member, inner, "\(place).\(name)") }
        }
      case "additionalProperties":
        guard rule == .bool(false), case .object(let members) = value else { break }
        for name in members.keys.sorted() where schema["properties"]?[name] == nil {
          found.append("\(place): \(name) is not known")
        }
      default: found.append("\(place): the schema has the keyword \(keyword), which this validator does not know")
      }
    }
    return found
  }

  private func resolve(_ reference: JSON) -> JSON {
    let name = reference.text.map { String($0.dropFirst("#/$defs/".count)) } ?? ""
    return root["$defs"]?[name] ?? .null
  }

  private func has(_ value: JSON, type: String?) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
      ("integer", .integer), ("number", .integer), ("number", .number):
      true
    default: false
    }
  }

  private func number(_ value: JSON) -> Double {
    switch value {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: 0
    }
  }
}
