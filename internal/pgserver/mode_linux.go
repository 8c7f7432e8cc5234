package pgserver

import "syscall"

// namespaceModes gives the mode that runs the server in a user namespace:
// inside nobody, outside who we are.
func namespaceModes(uid, gid, nobodyUID, nobodyGID int, state string) []mode {
	return []mode{{
		name: "namespace", uid: uid, gid: gid, peer: "nobody", state: state,
		attr: func() *syscall.SysProcAttr {
			return &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER,
				UidMappings: []syscall.SysProcIDMap{{ContainerID: nobodyUID, HostID: uid, Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{ContainerID: nobodyGID, HostID: gid, Size: 1}},
			}
		},
	}}
}
