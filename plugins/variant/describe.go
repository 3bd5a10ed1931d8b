package variant

// A Task is the kind of mapping that a variant learns.
type Task string

// The tasks. A dataset serves a task when it has what the task needs.
const (
	Image          Task = "image"            // noise → image
	LabelToImage   Task = "label→image"      // noise and class → image
	DomainToDomain Task = "domain→domain"    // image of one domain → image of the other
	AttributeTo    Task = "attribute→domain" // image and attributes → image
	Points         Task = "points"           // noise → point in the plane
)

// An Ability is something optional that a variant's learners can do.
type Ability string

// The abilities and the interface that each of them stands for.
const (
	CanExport   Ability = "export"   // Exporter
	CanCritique Ability = "critique" // Critic
	HasAverage  Ability = "average"  // Sample honours Weights = Average
)

// A Description is what a variant says of itself.
type Description struct {
	Name    string // lower case letters, digits and hyphens, 40 at most: "wgan"
	Version string // semantic version of the variant's code
	// Numerics names the arithmetic: two builds of equal Numerics give the same
	// bits for the same setup. It changes exactly when results change.
	Numerics  string
	Summary   string // one sentence
	Source    string // the paper: authors, year, identifier
	Tasks     []Task
	Params    []ParamSpec
	Scalars   []ScalarSpec
	Abilities []Ability
	// HorizonMatters says that a schedule depends on Setup.TotalSteps, so that
	// a larger budget is another run and not a continuation.
	HorizonMatters bool
}

// Role says which curve of the comparison a scalar belongs to, so that
// variants with different words can be drawn side by side.
type Role string

// The roles. A scalar without one is shown among its variant's own.
const (
	LossD Role = "loss_d" // what the discriminator (critic) minimises
	LossG Role = "loss_g" // what the generator minimises
	GradD Role = "grad_d" // norm of the discriminator's gradient
	GradG Role = "grad_g" // norm of the generator's gradient
)

// A ScalarSpec declares one value that every step reports.
type ScalarSpec struct {
	Key  string // lower case letters, digits and underscores
	Role Role   // empty for a value of the variant's own
	Unit string // empty for a bare number
	Doc  string // one sentence
}
