package conform_test
func serveFaulty(string, []string) int { return 0 }
