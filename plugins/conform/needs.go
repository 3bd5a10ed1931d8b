package conform

import "gander/plugins/variant"

// The needs of checks.
var (
	process      = Need{"a process", func(s *subject) bool { return s.target.program() != nil }}
	file         = Need{"an executable of its own", func(s *subject) bool { p := s.target.program(); return p != nil && p.describe != nil }}
	noise        = Need{"a variant that takes noise", func(s *subject) bool { return !translates(s.task()) }}
	labelled     = task(variant.LabelToImage)
	domains      = task(variant.DomainToDomain)
	attribute    = task(variant.AttributeTo)
	sources      = Need{"a variant that translates images", func(s *subject) bool { return translates(s.task()) }}
	averaging    = ability(variant.HasAverage)
	judging      = ability(variant.CanCritique)
	exporting    = ability(variant.CanExport)
	severalTasks = Need{"several tasks", func(s *subject) bool { return len(s.description.Tasks) > 1 }}
)

func task(t variant.Task) Need {
	return Need{"the task " + string(t), func(s *subject) bool { return s.does(t) }}
}

func ability(a variant.Ability) Need {
	return Need{"the ability " + string(a), func(s *subject) bool { return s.can(a) }}
}

// without turns a need round.
func without(n Need) Need {
	return Need{"a variant without " + n.Name, func(s *subject) bool { return !n.has(s) }}
}
