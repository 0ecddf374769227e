"""What happens to a built recipe: training, evaluating; tells the outside through events and prints nothing."""
