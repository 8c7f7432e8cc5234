//go:build slack

package slackbot

// generatedAnswers is how many answers the property test lays out.
const generatedAnswers = 10000
