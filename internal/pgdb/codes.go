package pgdb

// SQLSTATE codes of PostgreSQL (appendix A of its manual).
const (
	classConnection = "08" // connection exceptions

	codeUndefinedTable                    = "42P01"
	codeUndefinedColumn                   = "42703"
	codeDiskFull                          = "53100"
	codeSerializationFailure              = "40001"
	codeDeadlockDetected                  = "40P01"
	codeAdminShutdown                     = "57P01"
	codeCrashShutdown                     = "57P02"
	codeCannotConnectNow                  = "57P03"
	codeDatabaseDropped                   = "57P04"
	codeTooManyConnections                = "53300"
	codeOutOfMemory                       = "53200"
	codeReadOnlySQLTransaction            = "25006"
	codeInsufficientPrivilege             = "42501"
	codeInvalidPassword                   = "28P01"
	codeInvalidAuthorizationSpecification = "28000"
	codeInvalidCatalogName                = "3D000"
)
