// Which files a command line means: files as they are, folders as all the programs in them.
import Glibc

package enum ProgramFiles {
  /// The files that paths name, each once, in the order of the paths.
  ///
  /// A folder stands for its `.aim` files and those of the folders in it, in the order of their names; what begins
  /// with a dot is left out, and so are pipes, sockets and devices, which may have no end. Links to folders are not followed, so that no way goes round in a circle. A path that is
  /// no folder stays as it is, whatever it leads to: reading it says what is wrong.
  ///
  /// - Parameter excluded: parts of paths, as `modules` or `locks/clients`: files of a folder that have these parts in
  ///   a row, below the folder, are left out.
  /// - Parameter suffix: what names of files end with in folders.
  /// - Throws: a phrase for a folder without programs, which is a mistake of whoever named it.
  package static func find(
    _ paths: [String], excluding excluded: [String] = [], suffix: String = ".aim"
  ) throws(FileProblem) -> [String] {
    let patterns = excluded.map(parts)
    var found: [String] = []
    var seen: Set<[Substring]> = []
    for path in paths {
      var files = [path]
      if isFolder(path) {
        files = programs(in: path.hasSuffix("/") ? String(path.dropLast()) : path, suffix).filter { file in
          let below = parts(String(file.dropFirst(path.count)))
          return !patterns.contains { contains(below, $0) }
        }
        if files.isEmpty { throw FileProblem(reason: "there is no `\(suffix)` file in the folder `\(path)`") }
      }
      found += files.filter { seen.insert(key($0)).inserted }
    }
    return found
  }

  private static func programs(in folder: String, _ suffix: String) -> [String] {
    guard let names = names(in: folder) else {
      // Reading it as a file says why it cannot be read.
      return [folder]
    }
    var result: [String] = []
    for name in names where !name.hasPrefix(".") {
      let path = folder + "/" + name
      if isFolder(path, followsLink: false) {
        result += programs(in: path, suffix)
      } else if name.hasSuffix(suffix), !isStream(path) {
        result.append(path)
      }
    }
    return result
  }

  /// Sorted by their bytes, so that the order depends on no file system and no locale; nil for what cannot be listed.
  private static func names(in folder: String) -> [String]? {
    guard let stream = opendir(folder.isEmpty ? "/" : folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
        })
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isFolder(_ path: String, followsLink: Bool = true) -> Bool {
    // The system would cut the path at a zero byte.
    guard !path.utf8.contains(0) else { return false }
    var status = stat()
    guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether it is there, and neither a file nor a folder.
  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }

  private static func parts(_ path: String) -> [Substring] { path.split(separator: "/") }

  private static func contains(_ path: [Substring], _ pattern: [Substring]) -> Bool {
    guard !pattern.isEmpty, pattern.count <= path.count else { return false }
    return (0...path.count - pattern.count).contains { path[$0...].starts(with: pattern) }
  }

  /// Equal for ways of writing one path that differ in `.` and doubled slashes.
  private static func key(_ path: String) -> [Substring] {
    (path.hasPrefix("/") ? ["/"] : []) + parts(path).filter { $0 != "." }
  }
}
