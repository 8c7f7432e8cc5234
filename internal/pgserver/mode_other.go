//go:build !linux

package pgserver

// namespaceModes gives none: only Linux has user namespaces.
func namespaceModes(uid, gid, nobodyUID, nobodyGID int, state string) []mode { return nil }
