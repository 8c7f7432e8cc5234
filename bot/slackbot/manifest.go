package slackbot

import (
	_ "embed"
	"strings"
)

//go:embed manifest.yaml
var manifest string

// Manifest gives the app's manifest, as it is pasted into Slack: for Socket
// Mode, or, with the public address of the server (https://host), for requests
// over HTTPS.
func Manifest(https string) string {
	if https == "" {
		return manifest
	}
	base := strings.TrimRight(https, "/") + "/slack/"
	return strings.NewReplacer(
		"for Socket Mode.", "for requests over HTTPS.",
		"    - command: /policy\n", "    - command: /policy\n      url: "+base+"commands\n",
		"    bot_events:\n", "    request_url: "+base+"events\n    bot_events:\n",
		"    is_enabled: true\n", "    is_enabled: true\n    request_url: "+base+"interactive\n",
		"socket_mode_enabled: true", "socket_mode_enabled: false",
	).Replace(manifest)
}
