package extract

import (
)

// comparableLabel leaves 第一款 out: where an article has one 款 only, texts do not

// asksArticle asks what a named article says.

// maxNamed bounds the parts quoted of an article that was asked for by number.

// namedArticle gives the parts of the article that the words name, where they
