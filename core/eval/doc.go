// Package eval turns samples into scores, and scores over seeds into verdicts.
//
// Scores are computed from what a user sees: images as bytes, points as
// float32. One code scores all variants, on the same conditions and against the
// same held-out rows. A score's identity names what it was computed with, such
// as KD[rand-conv.v1.seed1-5/pool:208]@2048: the kernel distance in features of
// five random convolutional networks on 2048 samples. FID and KID are defined
// by the weights of one trained network and are printed for those alone, see
// knownWeights.
//
//	images
//	kd         kernel distance to the test split, lower is better
//	kd:DOMAIN  that to one domain of translations; kd is the mean over domains
//	kd_target:ATTRIBUTES  that to one combination of attributes, bold+italic or none
//	kd_ratio   kd of translations over that of their sources, and kd_ratio:DOMAIN
//	           each way; 1 is doing nothing
//	kd_seeds   its standard deviation over the random networks that it is the
//	           mean over
//	fd         Fréchet distance to it, in the same features; not for translations
//	fd_seeds   its standard deviation over the random networks
//	precision  share of samples that lie among real images
//	recall     share of real images that lie among samples
//	density    how many real images a sample lies among, over k; 1 is right
//	coverage   share of real images that have a sample near
//	density:DOMAIN, coverage:DOMAIN  those to one domain
//	diversity  spread of the samples relative to that of real images; 1 is right
//	agreement  share of samples whose nearest real image is of the class,
//	           domain or attributes that were asked for
//	paired     error of translations whose truth is known; 1 is doing nothing
//	paired_taught     paired of a network of gander's that was taught with pairs
//	paired_shown      the same on pairs that it was taught with
//	cycle      error of images translated and back; doing nothing has none
//	cycle_noisy  that with noise on the way, at the end: it covers a source that is
//	           hidden in its translation; doing nothing has the noise alone
//	identity   error of images that are asked to stay what they are, at the end
//	varied     perceptual distance of several answers to a question, at the end;
//	           of translators that draw latents
//	images, by the dataset's own classifier, see Teach
//	kd_cnn, fd_cnn    distances in its features
//	cs                classifier score; no more than the number of classes
//	label_kl          divergence of the classes seen from those of the data
//	accuracy          share of samples that show the class asked for
//	class_kept        share of translations that show their source's class
//	identity_cosine   how near translations are to their sources in content: 1 is
//	                  the same, 0 images of others
//	domain_accuracy   share that are of the domain asked for
//	changed_error     share of attributes that were to change and are wrong
//	kept_error        share of attributes that were to stay and are wrong
//	attributes_met    share of translations with just the attributes asked for
//	images, at the end of training
//	cas        share of test images of which a classifier, taught by samples
//	           alone, knows the class; cas_seeds its deviation over classifiers
//	told_apart accuracy of a classifier that was taught to tell samples from
//	           real images; ½ is right
//	paired_ssim  structural similarity of translations to the truth, and
//	           paired_ssim_idle that of their sources
//	seg_iou, seg_accuracy, seg_class  whether figure and ground, as the truth's two
//	           tones divide them, are where the truth has them: intersection over
//	           union, accuracy over pixels and its mean over the two; seg_iou_idle of
//	           the sources
//	nn_test    accuracy of telling samples from real images by the nearest
//	           other one; ½ is right (nn_fake and nn_real: of either kind)
//	mind       sliced distance of features
//	kd_class   kernel distance within each class, the mean over the classes
//	kd_worst   that of the class which is farthest
//	fd_class, fd_worst  the same of the Fréchet distance, in classes of more images
//	           than features
//	diversity_class  spread within each class relative to that of real images, the
//	           mean over the classes; 1 is right
//	diversity_least  that of the class which is least varied
//	swap       share of latents that show the class asked for, and the next class
//	           when that is asked for; 0 of one that ignores labels
//	swap_change  what the next class changes, relative to real images of either
//	fd_inf     Fréchet distance that infinitely many samples would have, given where
//	           a line fits, of one random network; fd_inf_cnn by the classifier
//	fd_inf_fit how well the line fits, R²; below 0.9 the distance is left out
//	vendi      effective number of different samples
//	swd        sliced Wasserstein distance of patches, in bands of detail
//	ms_ssim    structural similarity of pairs of samples: high is a collapse
//	pdist      perceptual distance of pairs of samples by the classifier: low is a
//	           collapse
//	ndb        share of bins of training images that have significantly too many or
//	           too few samples; 0.05 is right
//	ndb_jsd    divergence of the bins' histograms
//	walk_jump  clips between latents: their largest step over the median one
//	walk_uneven, walk_detour  the steps' coefficient of variation; the way over
//	           the distance between its ends
//	walk_tpd   perceptual distance of neighbouring images of a walk, by the
//	           classifier or else structural similarity
//	walk_warp  mean square by which they differ once moved along their motion
//	copying    C_T: below −3 samples lie nearer to training images than real
//	           ones do
//	authentic  percentage of samples that are no training image's double
//	nn_ratio   median distance to the nearest training image over that to the
//	           nearest test image; 1 is right, 0 of copies
//	walk_motion  Fréchet distance of the motion in walks to that in real clips
//	clip_tof, clip_tpd  by how much the motion in translations of clips, and their
//	           steps to the eye, differ from those of the sources
//	clip_warp  what their frames differ by once moved along the sources' motion
//	points
//	modes      modes of the mixture that have a sample of high quality
//	hq         share of samples of high quality
//	kl         divergence of the modes' frequencies from equal ones
//	spread     deviation within modes relative to the truth; 0.97 is right
//	spread_least, spread_most  that of the narrowest mode, which may have collapsed
//	           by itself, and of the widest
//	fd         Fréchet distance of mean and covariance from those of the mixture's
//	           formula
//	points, at the end of training
//	w2         Wasserstein distance of order 2, exact, of the first 1000 to as many
//	           points of the mixture
//	mind       sliced distance to points of the mixture
//	told_apart accuracy of telling samples from points of the mixture by a vote of
//	           their neighbours; ½ is right
//	nn_test    that by the nearest other one, with nn_fake and nn_real
//
// Beside a score stand its floor, which real data get, and its ceiling, which
// noise gets.
//
// Every number has the same bits for any number of processors and, but for the
// last ones of fd, vendi, Welch's p and a user's ONNX network, on every machine:
// sums have one order, and products are rounded before they are added.
package eval
