//go:build !slack

package slackbot

// generatedAnswers is how many answers the property test lays out; many more
// with the build tag slack (make test-slack).
const generatedAnswers = 140
