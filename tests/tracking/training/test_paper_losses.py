"""L_2B, L_3B and their parts, by hand."""

import math

import pytest
import torch

from annotator.tracking.training.losses import box_loss
from annotator.tracking.training.paper_losses import (
    similarity_labels,
    similarity_loss,
    smooth_l1_box_loss,
    three_branch_loss,
    two_branch_loss,
)

YES = torch.tensor([True])


def test_labels_are_a_disk_of_sixteen_pixels():
    labels = similarity_labels(torch.zeros(1, 2), YES, size=25)
    assert labels.shape == (1, 25, 25)
    near = {(y - 12, x - 12) for y, x in labels[0].nonzero().tolist()}
    assert near == {(y, x) for y in range(-2, 3) for x in range(-2, 3) if y * y + x * x <= 4}


def test_labels_follow_the_target():
    labels = similarity_labels(torch.tensor([[40.0, -24.0]]), YES, size=25)
    rows, columns = labels[0].nonzero().float().mean(dim=0).tolist()
    assert (rows, columns) == (12 - 3, 12 + 5)


def test_a_map_of_even_size_has_its_centre_between_cells():
    labels = similarity_labels(torch.zeros(1, 2), YES, size=4, radius=6.0)
    assert labels[0].tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


def test_a_crop_without_target_is_negative():
    labels = similarity_labels(torch.zeros(2, 2), torch.tensor([True, False]), size=25)
    assert labels[0].sum() == 13
    assert labels[1].sum() == 0


def test_similarity_of_no_opinion_is_log_two():
    labels = similarity_labels(torch.zeros(1, 2), YES, size=25)
    loss = similarity_loss(torch.zeros(1, 1, 25, 25), labels)
    assert float(loss) == pytest.approx(math.log(2))


def test_classes_weigh_the_same():
    labels = similarity_labels(torch.zeros(1, 2), YES, size=25)
    all_yes = similarity_loss(torch.full((1, 1, 25, 25), 20.0), labels)
    all_no = similarity_loss(torch.full((1, 1, 25, 25), -20.0), labels)
    assert float(all_yes) == pytest.approx(10, rel=1e-4)
    assert float(all_no) == pytest.approx(10, rel=1e-4)
    right = (labels * 2 - 1)[:, None] * 20
    assert float(similarity_loss(right, labels)) < 1e-6


def test_a_pair_without_target_has_one_side():
    labels = torch.zeros(1, 5, 5)
    loss = similarity_loss(torch.zeros(1, 1, 5, 5), labels)
    assert float(loss) == pytest.approx(0.5 * math.log(2))


def test_similarity_can_be_learned():
    labels = similarity_labels(torch.tensor([[16.0, 0.0]]), YES, size=9)
    score = torch.zeros(1, 1, 9, 9, requires_grad=True)
    similarity_loss(score, labels).backward()
    assert ((score.grad[0, 0] < 0) == labels[0].bool()).all()


def test_sums_have_the_weights_of_the_text():
    one, two, three = (torch.tensor(float(v)) for v in (1, 2, 3))
    assert float(two_branch_loss(one, two)) == 34
    assert float(three_branch_loss(one, two, three)) == 37


def test_smooth_l1_is_l1_less_a_half_far_away_and_square_near():
    box = torch.zeros(2, 20, 3, 3)
    weight = torch.zeros(2, 5, 3, 3)
    weight[:, 1, 1, 1] = 1
    far = torch.full((2, 4, 5, 3, 3), 5.0)
    assert float(smooth_l1_box_loss(box, far, weight)) == pytest.approx(4 * 4.5)
    assert float(box_loss(box, far, weight)) == pytest.approx(4 * 5)
    near = torch.full((2, 4, 5, 3, 3), 0.1)
    assert float(smooth_l1_box_loss(box, near, weight)) == pytest.approx(4 * 0.005)
