//! A disk that is a map, for tests and for whoever has a book in memory.
//! Enters: paths with their bytes. Leaves: the same by way of [`FileSystem`], symbolic links included.

use super::{FileSystem, History, Kind, Listed, Status};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

/// How many links one path may pass through, as on Linux.
const MAX_LINKS: usize = 40;

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    Folder,
    Link(PathBuf),
    /// There, but nobody may read it.
    Locked,
}

/// Files by absolute path. Folders exist where something stands inside them.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    nodes: BTreeMap<PathBuf, Node>,
    history: History,
}

impl Memory {
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file at an absolute path, over what stood there.
    pub fn file(mut self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Self {
        self.insert(path.as_ref(), Node::File(bytes.as_ref().to_vec()));
        self
    }

    pub fn folder(mut self, path: impl AsRef<Path>) -> Self {
        self.insert(path.as_ref(), Node::Folder);
        self
    }

    /// Puts a symbolic link; `target` is absolute, or relative to the link's folder.
    pub fn link(mut self, path: impl AsRef<Path>, target: impl Into<PathBuf>) -> Self {
        self.insert(path.as_ref(), Node::Link(target.into()));
        self
    }

    /// Puts a file that cannot be read.
    pub fn locked(mut self, path: impl AsRef<Path>) -> Self {
        self.insert(path.as_ref(), Node::Locked);
        self
    }

    /// What version control says, of these files and others.
    pub fn history(mut self, history: History) -> Self {
        self.history = history;
        self
    }

    /// Takes the file away.
    pub fn remove(&mut self, path: impl AsRef<Path>) {
        self.nodes.remove(path.as_ref());
    }

    fn insert(&mut self, path: &Path, node: Node) {
        for folder in path.ancestors().skip(1) {
            self.nodes.entry(folder.to_owned()).or_insert(Node::Folder);
        }
        self.nodes.insert(path.to_owned(), node);
    }

    /// The node at `path` and the path without links that leads to it.
    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, &Node)> {
        let mut pending: Vec<PathBuf> = parts(path);
        let mut real = PathBuf::from("/");
        let mut links = 0;
        while let Some(part) = pending.pop() {
            if part == Path::new("..") {
                real.pop();
                continue;
            }
            let next = real.join(&part);
            match self.nodes.get(&next) {
                None => return Err(io::ErrorKind::NotFound.into()),
                Some(Node::Link(target)) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(too_many_links());
                    }
                    if target.is_absolute() {
                        real = PathBuf::from("/");
                    }
                    pending.extend(parts(target));
                }
                Some(_) => real = next,
            }
        }
        match self.nodes.get(&real) {
            Some(node) => Ok((real, node)),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// The parts of a path, last first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let mut parts: Vec<PathBuf> = path
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.into()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect();
    parts.reverse();
    parts
}

#[cfg(unix)]
fn too_many_links() -> io::Error {
    rustix::io::Errno::LOOP.into()
}

#[cfg(not(unix))]
fn too_many_links() -> io::Error {
    io::Error::other("too many symbolic links")
}

impl FileSystem for Memory {
    fn read_into(&self, path: &Path, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.clear();
        match self.resolve(path)?.1 {
            Node::File(held) if held.len() as u64 > limit => Err(io::ErrorKind::FileTooLarge.into()),
            Node::File(held) => {
                bytes.extend_from_slice(held);
                Ok(())
            }
            Node::Locked => Err(io::ErrorKind::PermissionDenied.into()),
            Node::Folder | Node::Link(_) => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn read_head(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.read(path, u64::MAX)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        let (folder, node) = self.resolve(folder)?;
        if !matches!(node, Node::Folder) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(self
            .nodes
            .iter()
            .filter(|(path, _)| path.parent() == Some(&folder))
            .map(|(path, node)| Listed {
                name: path.file_name().unwrap_or(OsStr::new("")).to_owned(),
                kind: match node {
                    Node::File(_) | Node::Locked => Kind::File,
                    Node::Folder => Kind::Folder,
                    Node::Link(_) => Kind::Link,
                },
            })
            .collect())
    }

    fn status(&self, path: &Path) -> io::Result<Status> {
        Ok(match self.resolve(path)?.1 {
            Node::File(bytes) => Status { kind: Kind::File, bytes: bytes.len() as u64 },
            Node::Locked => Status { kind: Kind::File, bytes: 0 },
            Node::Folder | Node::Link(_) => Status { kind: Kind::Folder, bytes: 0 },
        })
    }

    fn kind(&self, path: &Path) -> io::Result<Kind> {
        let real = match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => self.resolve(folder)?.0.join(name),
            _ => path.to_owned(),
        };
        Ok(match self.nodes.get(&real).ok_or(io::ErrorKind::NotFound)? {
            Node::File(_) | Node::Locked => Kind::File,
            Node::Folder => Kind::Folder,
            Node::Link(_) => Kind::Link,
        })
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(self.resolve(path)?.0)
    }

    fn history(&self, _: &Path, files: &[PathBuf]) -> History {
        let mut history = self.history.clone();
        history.changed.retain(|file, _| files.contains(file));
        history
    }
}
